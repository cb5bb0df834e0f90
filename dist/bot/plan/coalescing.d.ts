import type { Answer } from '../chat/chat.ts';
import type { KeptJob } from '../job/kept-job.ts';
import { type BotRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
import type { Result, Thread } from '../thread/threads.ts';
type Plan = Pick<Result, 'source' | 'parent' | 'prompt' | 'replacements' | 'weights' | 'options' | 'mask'>;
/** What an edit draws, in a few characters: requests with the same ones are drawn as one. */
export declare function asksOfEdit(thread: Thread, plan: Plan, mask: Uint8Array | undefined): string;
/** The same for a picture that is taken over: everybody has a thread of their own. */
export declare function asksOfPicture({ place, person }: BotRequest, bytes: Uint8Array, prompt: string, fidelity: string): string;
/** Says where the same request already is. */
export declare function sayOnItsWay({ workshop }: Studio, request: BotRequest, { id, requester }: KeptJob, answer: Answer): Promise<void>;
export {};
