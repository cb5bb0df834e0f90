import type { Answer } from '../chat/chat.ts';
import { type BotRequest, type CommandRequest, type MessageRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
import type { Requester, Thread } from '../thread/threads.ts';
export declare function requesterOf(request: BotRequest): Requester;
/** `/invert`: opens a thread for a picture and starts its inversion. */
export declare function invert(studio: Studio, request: BotRequest<CommandRequest>, answer: Answer): Promise<void>;
/** The same for a picture that is already here. */
export declare function begin(studio: Studio, request: BotRequest, bytes: Uint8Array, prompt: string, answer: Answer): Promise<void>;
/** The prompt that was asked for, typed in the thread. */
export declare function answerPrompt(studio: Studio, request: BotRequest<MessageRequest>, thread: Thread, prompt: string, answer: Answer): Promise<void>;
