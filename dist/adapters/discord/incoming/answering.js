import { MessageFlags, RESTJSONErrorCodes, } from 'discord.js';
import { hasCode } from '../outgoing/failures.js';
/** The answers to one interaction that has been acknowledged, with a “thinking…” or without. */
export class Answering {
    #interaction;
    #place;
    #chat;
    #thinking;
    constructor(interaction, place, chat, thinking) {
        this.#interaction = interaction;
        this.#place = place;
        this.#chat = chat;
        this.#thinking = thinking;
    }
    answer = (view, visibility = 'public') => this.#chat.attempt(this.#place, async () => {
        try {
            return await this.#reply(view, visibility);
        }
        catch (error) {
            // After 15 minutes the interaction is over, and an ordinary message does it.
            if (!hasCode(error, RESTJSONErrorCodes.InvalidWebhookToken))
                throw error;
            return await this.#chat.post(this.#place, view);
        }
    });
    async #reply(view, visibility) {
        const interaction = this.#interaction;
        // A “thinking…” keeps the visibility that it was made with.
        if (this.#thinking !== null && this.#thinking !== visibility)
            await this.settle();
        const replaces = this.#thinking !== null;
        this.#thinking = null;
        const audience = visibility === 'private' ? MessageFlags.Ephemeral : 0;
        const answer = await this.#chat.deliver(this.#place, view, (message) => replaces
            ? interaction.editReply(message)
            : interaction.followUp({ ...message, flags: message.flags | audience }));
        if (visibility === 'private')
            this.#chat.keepPrivate(answer.id, interaction.webhook);
        return answer;
    }
    /** Takes away a “thinking…” that nothing has replaced. */
    async settle() {
        if (this.#thinking === null)
            return;
        this.#thinking = null;
        await this.#interaction.deleteReply().catch((error) => {
            if (!hasCode(error, RESTJSONErrorCodes.UnknownMessage))
                throw error;
        });
    }
}
