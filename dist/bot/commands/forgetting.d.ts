import type { Answer } from '../chat/chat.ts';
import { type BotRequest, type Place } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
/** `/forget`: deletes this thread, all of a person's pictures, or everything of this server. */
export declare function forget(studio: Studio, request: BotRequest, what: string | number | null, confirmed: boolean, answer: Answer): Promise<void>;
/** Deletes everything of a server that has removed the bot: its channels' defaults too. */
export declare function forgetWorkspace(studio: Studio, place: Place): Promise<void>;
