import type { Intent, IntentOf } from '../intent/intent.ts';
import type { BotRequest, MessageRef, Visibility } from '../request/requests.ts';
import type { Services } from '../services.ts';
import type { Sketch } from '../view/views.ts';

/** A request that is being answered. */
export interface Asked<Wanted = Intent> {
  readonly request: BotRequest;
  readonly intent: Wanted;
  /** For commands that need the message that they answer with; the others return a `Reply`. */
  readonly answer: (view: Sketch, visibility?: Visibility) => Promise<MessageRef>;
}

export interface Reply {
  readonly view: Sketch;
  /** Default private. */
  readonly visibility?: Visibility;
  /** The result that the answer's message shows. */
  readonly shows?: string;
}

/** Does what one kind of intent asks for. What a person can do something about is a reply or a WordbrushError. */
export type Command<Kind extends Intent['kind']> = (
  services: Services,
  asked: Asked<IntentOf<Kind>>,
) => Promise<Reply | undefined>;
