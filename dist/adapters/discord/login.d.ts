import { Client, REST } from 'discord.js';
import { WordbrushError } from '../../pipeline/errors.ts';
export interface Credentials {
    /** From the environment, and nowhere else. */
    readonly token: string;
    /** Another address of the API, for tests. */
    readonly api?: string;
}
export interface Application {
    readonly id: string;
    /** Whether the message content switch in the developer portal is on. */
    readonly seesMessages: boolean;
}
export declare function restFor({ token, api }: Credentials): REST;
/** @throws WordbrushError `io` when the token is refused or Discord cannot be reached */
export declare function fetchApplication(rest: REST): Promise<Application>;
/** A client with what this bot listens to. Messages are not cached: nothing of what people say stays. */
export declare function createClient({ api }: Credentials, { seesMessages }: Application): Client;
/** Connects every shard; resolves when all servers are known. */
export declare function login(client: Client, { token }: Credentials): Promise<Client<true>>;
export declare function loginError(error: unknown): WordbrushError;
