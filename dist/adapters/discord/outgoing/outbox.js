import { MessageFlags } from 'discord.js';
import { Recent } from '../../recent.js';
import { filesOf } from '../message-files.js';
import { renderView } from './render.js';
const REMEMBERED_MESSAGES = 1_000;
/** Renders views, and knows which files messages hold already, so that none is sent twice. */
export class Outbox {
    /** Attachment ids by file name, by message id. */
    #sent = new Recent(REMEMBERED_MESSAGES);
    /** `fetch`: the message as it is now, asked for where nobody here remembers it. */
    async render(view, id, fetch) {
        const { container, files } = renderView(view);
        if (id !== undefined && fetch && files.length > 0 && !this.#sent.has(id))
            this.remember(await fetch());
        const there = (id !== undefined && this.#sent.get(id)) || new Map();
        const fresh = files.filter(({ name }) => !there.has(name));
        return {
            components: [container],
            files: await Promise.all(fresh.map(async ({ name, alt, bytes }) => ({
                attachment: Buffer.from(await bytes()),
                name,
                description: alt,
            }))),
            attachments: files.flatMap(({ name }) => {
                const kept = there.get(name);
                return kept === undefined ? [] : [{ id: kept }];
            }),
            flags: MessageFlags.IsComponentsV2,
        };
    }
    remember(message) {
        this.#sent.set(message.id, new Map(filesOf(message).map(({ name, id }) => [name, id])));
    }
}
