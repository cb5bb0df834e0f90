import { type BotFace, type Chat, ChatError } from '../bot/chat/chat.ts';
import type { MessageRef, Place, PlatformName } from '../bot/request/requests.ts';
import type { View } from '../bot/view/views.ts';
import type { Adapter } from './adapter.ts';

type Capable = Chat &
  Required<Pick<Chat, 'findButton' | 'openThread' | 'takeBackThread' | 'removeThread' | 'react'>>;

/** What adapters have in common that hold a connection: the chat behind it, and the work under way. */
export abstract class ConnectedAdapter<Own extends Capable> implements Adapter {
  abstract readonly platform: PlatformName;
  abstract readonly limits: Chat['limits'];
  /** What the platform is called in a sentence. */
  protected abstract readonly title: string;
  /** Null while there is no connection. */
  protected abstract chat(): Own | null;
  abstract start(bot: BotFace): Promise<void>;
  abstract stop(): Promise<void>;
  readonly #pending = new Set<Promise<unknown>>();

  post(place: Place, view: View, nonce?: string): Promise<MessageRef> {
    return this.through((chat) => chat.post(place, view, nonce));
  }

  findButton(place: Place, id: string): Promise<MessageRef | null> {
    return this.through((chat) => chat.findButton(place, id));
  }

  update(message: MessageRef, view: View): Promise<MessageRef> {
    return this.through((chat) => chat.update(message, view));
  }

  remove(message: MessageRef): Promise<void> {
    return this.through((chat) => chat.remove(message));
  }

  openThread(message: MessageRef, name: string): Promise<Place> {
    return this.through((chat) => chat.openThread(message, name));
  }

  takeBackThread(place: Place): Promise<void> {
    return this.through((chat) => chat.takeBackThread(place));
  }

  removeThread(place: Place): Promise<void> {
    return this.through((chat) => chat.removeThread(place));
  }

  react(message: MessageRef, emoji: readonly string[]): Promise<void> {
    return this.through((chat) => chat.react(message, emoji));
  }

  /** @throws ChatError `unavailable` without a connection */
  protected async through<T>(operation: (chat: Own) => Promise<T>): Promise<T> {
    const chat = this.chat();
    if (!chat) throw new ChatError('unavailable', `${this.title} is not connected.`);
    return await this.track(operation(chat));
  }

  /** Has `settled` wait for some work. */
  protected track<T>(work: Promise<T>): Promise<T> {
    this.#pending.add(work);
    return work.finally(() => this.#pending.delete(work));
  }

  /** Resolves when nothing is under way any more. */
  protected async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }
}
