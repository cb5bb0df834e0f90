/** A file of a repository at one commit. */
export interface HubFile {
    readonly path: string;
    readonly size: number;
    /** Large files carry the SHA-256 of their content, small ones the SHA-1 of their git blob. */
    readonly digest: {
        readonly algorithm: 'sha256' | 'git-sha1';
        readonly hex: string;
    };
}
export interface HubOptions {
    /** The hub's address, `https://huggingface.co` or one that speaks the same API. */
    readonly url: string;
    /** Sent to the hub itself and never to a host that it redirects to. */
    readonly token?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Waits between tries; tests pass their own. */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
}
/** The parts of the Hugging Face hub's public API that pulling a model needs. */
export declare class Hub {
    #private;
    constructor({ url, token, signal, sleep }: HubOptions);
    /**
     * Every file of a repository at the commit that a revision now stands for.
     *
     * @throws WordbrushError `io` when the hub does not answer as expected or lists an unsafe path.
     */
    list(repository: string, revision: string): Promise<{
        commit: string;
        files: HubFile[];
    }>;
    /**
     * Downloads a file to `target`, going on where an earlier try stopped. The name appears only
     * once its content has been checked. `onBytes` gets the number of bytes on disk.
     */
    download(repository: string, commit: string, file: HubFile, target: string, onBytes: (onDisk: number) => void): Promise<void>;
}
