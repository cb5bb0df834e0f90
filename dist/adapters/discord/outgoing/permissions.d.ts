import { type PermissionsBitField } from 'discord.js';
type Place = 'channel' | 'thread' | 'anywhere';
/** For the link that invites the bot. */
export declare const INVITE_PERMISSIONS: bigint;
export interface Missing {
    readonly names: readonly string[];
    readonly essential: boolean;
}
export declare function missingFrom(granted: Readonly<PermissionsBitField>, place: Exclude<Place, 'anywhere'>): Missing;
/** What to do about it, for whoever reads it in the channel. */
export declare function askFor({ names }: Missing): string;
export {};
