import { type Message, MessageFlags } from 'discord.js';
import type { View } from '../../../bot/view/views.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { filesOf } from '../message-files.ts';
import { renderView } from './render.ts';

const REMEMBERED_MESSAGES = 1_000;

/** A view as discord.js sends it. */
export interface Outgoing {
  readonly components: [ReturnType<typeof renderView>['container']];
  readonly files: {
    readonly attachment: Buffer;
    readonly name: string;
    readonly description: string;
  }[];
  /** Files that the message has already, by their ids; the others go. */
  readonly attachments: { readonly id: string }[];
  readonly flags: MessageFlags.IsComponentsV2;
}

/** Renders views, and knows which files messages hold already, so that none is sent twice. */
export class Outbox {
  /** Attachment ids by file name, by message id. */
  readonly #sent = new Recent<ReadonlyMap<string, string>>(REMEMBERED_MESSAGES);

  /** `fetch`: the message as it is now, asked for where nobody here remembers it. */
  async render(view: View, id?: string, fetch?: () => Promise<Message>): Promise<Outgoing> {
    const { container, files } = renderView(view);
    if (id !== undefined && fetch && files.length > 0 && !this.#sent.has(id))
      this.remember(await fetch());
    const there = (id !== undefined && this.#sent.get(id)) || new Map<string, string>();
    const fresh = files.filter(({ name }) => !there.has(name));
    return {
      components: [container],
      files: await Promise.all(
        fresh.map(async ({ name, alt, bytes }) => ({
          attachment: Buffer.from(await bytes()),
          name,
          description: alt,
        })),
      ),
      attachments: files.flatMap(({ name }) => {
        const kept = there.get(name);
        return kept === undefined ? [] : [{ id: kept }];
      }),
      flags: MessageFlags.IsComponentsV2,
    };
  }

  remember(message: Message): void {
    this.#sent.set(message.id, new Map(filesOf(message).map(({ name, id }) => [name, id])));
  }
}
