export type Config = ReturnType<typeof readConfig>;
/**
 * Reads the settings.
 *
 * @throws Error whose message names each setting that is wrong, and what it may be
 */
export declare function readConfig(environment: Readonly<Record<string, string | undefined>>): {
    model: string;
    /** A SQLite file, or the address of a Redis. */
    store: string;
    queue: {
        url: string;
        lostAfterMs: number;
    } | null;
    stopMs: number;
    keepMs: number;
    web: {
        enabled: boolean;
        host: string;
        port: number;
        allowedHosts: string[];
        token?: string;
    };
    steps: number | undefined;
    fidelity: "full" | "quick";
    policy: {
        jobsPerPerson: number;
        hourlyPerPerson: number;
        hourlyPerChannel: number;
        maxPictureBytes: number;
        owners: string[];
        allowedChannels: string[];
        allowedRoles: string[];
        blockedPeople: string[];
        blockedWords: string[];
    };
    safety: {
        model: string;
        threshold: number;
        channels: string[];
    } | null;
    metrics: {
        host: string;
        port: number;
    } | null;
    logLevel: "debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn";
    discord: {
        token: string;
    } | null;
    slack: {
        botToken: string;
        appToken?: string;
        signingSecret?: string;
        host: string;
        port: number;
    } | null;
};
