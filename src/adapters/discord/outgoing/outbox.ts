import { type Message, MessageFlags } from 'discord.js';
import type { View } from '../../../bot/view/views.ts';
import { Recent } from '../../recent.ts';
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

  async render(view: View, messageId?: string): Promise<Outgoing> {
    const { container, files } = renderView(view);
    const there = (messageId !== undefined && this.#sent.get(messageId)) || new Map();
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
        const id = there.get(name);
        return id === undefined ? [] : [{ id }];
      }),
      flags: MessageFlags.IsComponentsV2,
    };
  }

  remember({ id, attachments }: Message): void {
    this.#sent.set(id, new Map(attachments.map((file) => [file.name, file.id])));
  }
}
