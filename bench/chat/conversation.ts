/**
 * One conversation with the bot, in a thread of its own. A step resolves once it was acknowledged
 * (`post`: once its thread is there) and rejects when that does not happen.
 */
export interface Conversation {
  /** Posts a picture with its prompt. */
  post(): Promise<void>;
  /** Says in the thread what to change. */
  edit(): Promise<void>;
  /** Asks for the queue. */
  ask(): Promise<void>;
  /** Presses Cancel below the edit that waits. */
  cancel(): Promise<void>;
}

/** A platform on which conversations are held. */
export interface Platform {
  readonly name: string;
  /** How long each acknowledgement took so far, in milliseconds. */
  readonly ackMs: readonly number[];
  /** A conversation of somebody's own. */
  join(name: string): Promise<Conversation>;
}

/** What every conversation is about. */
export interface Subject {
  readonly picture: Uint8Array;
  readonly prompt: string;
  readonly edit: string;
}

/** For what follows an acknowledgement: many ask at once, and platforms set a pace. */
export const PATIENCE_MS = 60_000;
