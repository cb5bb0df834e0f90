import { type Credentials } from './login.ts';
export interface Deployment {
    readonly commands: readonly string[];
    /** Opens Discord's page that adds the bot to a server. */
    readonly inviteUrl: string;
}
/**
 * Registers the bot's commands, in one server (at once) or everywhere; it replaces what was there.
 *
 * @throws WordbrushError `io` when Discord refuses
 */
export declare function deployCommands(credentials: Credentials, guild: string | undefined): Promise<Deployment>;
export declare function inviteUrlFor(applicationId: string): string;
