/** A platform with the bot on it, as one of its members meets it. */
export interface ChatWorld {
  /** Posts a picture with its prompt; resolves with the thread that the bot opens. */
  startEditing(picture: Uint8Array, prompt: string): Promise<ChatThread>;
  close(): Promise<void>;
}

/** A platform's double, whose owner may do as they please with the bot. */
export interface DoubledWorld extends ChatWorld {
  /** Takes from the bot the right to post where the picture is. */
  shutOut(): void;
  /** How often the bot has asked the platform to show something. */
  readonly attempts: number;
}

/** A thread, with everything that a member can do there in the platform's own way. */
export interface ChatThread {
  readonly name: string;
  /** Says something, as a reply where a message is given. */
  say(text: string, replyTo?: string): Promise<void>;
  /** Gives a command such as `undo` or `forget thread`, the way one can in a thread here. */
  command(text: string): Promise<void>;
  react(message: string, emoji: string, on: boolean): Promise<void>;
  press(message: string, button: string): Promise<void>;
  /** What the member sees of the bot's messages here, oldest first. */
  messages(): Promise<readonly Shown[]>;
}

export interface Shown {
  readonly id: string;
  readonly text: string;
  readonly pictures: number;
  readonly buttons: readonly string[];
}
