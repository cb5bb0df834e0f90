import type { Answer } from '../chat/chat.ts';
import type { CommandName } from '../request/commands.ts';
import type { BotRequest, ButtonRequest, CommandRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
type Handler<Request> = (studio: Studio, request: Request, answer: Answer) => Promise<void>;
export declare const COMMAND_HANDLERS: Readonly<Record<CommandName, Handler<BotRequest<CommandRequest>>>>;
/** By the part of a button's id before the first colon; the rest are its arguments. */
export declare const BUTTON_HANDLERS: Readonly<Record<string, (studio: Studio, request: BotRequest<ButtonRequest>, args: string[], answer: Answer) => Promise<void>>>;
export {};
