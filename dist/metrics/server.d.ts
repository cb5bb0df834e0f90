import type { Registry } from 'prom-client';
export interface MetricsServerOptions {
    readonly host: string;
    readonly port: number;
    readonly registry: Registry;
    /** Throws a sentence when something that everything needs does not work. */
    readonly check: () => Promise<void>;
}
/** `/metrics` for Prometheus, `/healthz` for whoever restarts what does not work. */
export declare class MetricsServer {
    #private;
    private constructor();
    /** @throws Error with a sentence when the port is taken */
    static open({ host, port, registry, check }: MetricsServerOptions): Promise<MetricsServer>;
    get address(): string;
    close(): Promise<void>;
}
