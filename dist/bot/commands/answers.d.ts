import type { Answer } from '../chat/chat.ts';
import { type BotRequest, type CommandRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
export declare function help(studio: Studio, request: BotRequest, answer: Answer): Promise<void>;
/** What each word of the source prompt looks at. */
export declare function words(studio: Studio, request: BotRequest, answer: Answer): Promise<void>;
export declare function history(studio: Studio, request: BotRequest, answer: Answer): Promise<void>;
export declare function queue(studio: Studio, request: BotRequest, answer: Answer): Promise<void>;
/** Stops one job of this place, or a person's jobs in this thread; outside a thread, all of a person's. */
export declare function cancel(studio: Studio, request: BotRequest, id: string | null, answer: Answer): Promise<void>;
/** Without words the gallery; with some, or a number, starts from the example they mean. */
export declare function gallery(studio: Studio, request: BotRequest, wanted: string, answer: Answer): Promise<void>;
/** Shows or changes the defaults of this thread, or of the channel outside one. */
export declare function settings(studio: Studio, request: BotRequest<CommandRequest>, answer: Answer): Promise<void>;
