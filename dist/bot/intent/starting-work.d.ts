import { parseTypedCommand } from '../request/commands.ts';
import { type BotRequest, type MessageRequest } from '../request/requests.ts';
import type { Thread, Threads } from '../thread/threads.ts';
/** Whether a kill of the process on the way to a job would leave somebody without an answer. */
export declare function mayStartWork(request: BotRequest, threads: Threads): Promise<boolean>;
/**
 * The command that a message is. Without a sign a command's name is a word like any other, so it counts
 * only where nobody expects a sentence; with one, elsewhere than in a thread of ours, it may be meant
 * for another bot.
 */
export declare function typedCommand({ text, addressed, attachments }: MessageRequest, thread: Thread | undefined): ReturnType<typeof parseTypedCommand>;
/** What was asked for, as an apology names it. */
export declare function titleOf(request: BotRequest): string;
