import type { Server } from 'node:http';
import { App, webApi } from '@slack/bolt';
import { type Logger } from '../../log.ts';
export interface Credentials {
    /** `xoxb-…`. */
    readonly botToken: string;
    /** `xapp-…`: Socket Mode. */
    readonly appToken?: string;
    /** Signed HTTP, where there is no app token. */
    readonly signingSecret?: string;
    /** Where signed HTTP listens; behind a proxy that speaks https. */
    readonly host?: string;
    readonly port?: number;
    /** Only tests have another one. */
    readonly api?: string;
}
export interface Connection {
    readonly app: App;
    readonly hasty: webApi.WebClient;
    readonly teamId: string;
    readonly botUserId: string;
    /** Where events are awaited, or null in Socket Mode. */
    listen(): Promise<Server | null>;
    close(): Promise<void>;
}
/**
 * Logs in by the real Bolt.
 *
 * @throws Error whose sentence says which token Slack refused, and where to find the right one
 */
export declare function connect(credentials: Credentials, log: Logger): Promise<Connection>;
