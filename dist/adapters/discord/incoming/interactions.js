import { setTimeout as sleep } from 'node:timers/promises';
import { MessageFlags, RESTJSONErrorCodes, } from 'discord.js';
import { commandNamed } from '../../../bot/request/commands.js';
import { LIMITS } from '../../adapter.js';
import { Recent } from '../../recent.js';
import { chatErrorFrom, hasCode } from '../outgoing/failures.js';
import { askFor, missingFrom } from '../outgoing/permissions.js';
import { Answering } from './answering.js';
import { filledForm, modalOf } from './forms.js';
import { buttonRequest, commandRequest, personOfInteraction, placeOf, shortcutRequest, } from './requests.js';
/** A form must be the first answer, and within 3 s; a bot that needs longer goes without. */
const FORM_PATIENCE_MS = 2_000;
const MAX_CHOICE_LENGTH = 100;
const REMEMBERED_FORMS = 500;
const NOT_A_MEMBER = 'I was added to this server without its bot half, so I cannot open threads here. Ask an administrator to invite me again with the link that `wordbrush discord deploy` prints.';
/** Commands, buttons, forms and menus: acknowledged in time, then handed to the bot. */
export class Interactions {
    #parts;
    /** Pictures of messages whose menu opened a form: it comes back without them. */
    #formFiles = new Recent(REMEMBERED_FORMS);
    constructor(parts) {
        this.#parts = parts;
    }
    async take(interaction) {
        if (interaction.isAutocomplete())
            return await this.#suggest(interaction);
        const isOurs = interaction.isChatInputCommand() ||
            interaction.isMessageContextMenuCommand() ||
            interaction.isButton() ||
            interaction.isModalSubmit();
        if (!isOurs)
            return;
        try {
            await this.#answer(interaction);
        }
        catch (error) {
            const isAnswered = hasCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged, // it was delivered twice
            RESTJSONErrorCodes.UnknownInteraction);
            if (!isAnswered)
                throw error;
            this.#parts.log.warn({ interaction: interaction.id }, 'an interaction could not be answered');
        }
    }
    async #answer(interaction) {
        const { bot, chat, log } = this.#parts;
        const { channel } = interaction;
        const thinking = visibilityOf(interaction);
        if (!channel)
            return await refuse(interaction, NOT_A_MEMBER);
        const obstacle = obstacleIn(channel, interaction, thinking);
        if (obstacle !== null)
            return await refuse(interaction, obstacle);
        const request = this.#requestOf(interaction, channel);
        if (!interaction.isModalSubmit()) {
            const form = await this.#formFor(request);
            if (form) {
                const origin = request.kind === 'shortcut' ? request.message : undefined;
                if (request.kind === 'shortcut')
                    this.#formFiles.set(`${request.person.id}/${request.message}`, request.attachments);
                await interaction.showModal(modalOf(form, origin));
                return;
            }
        }
        if (thinking === null && (interaction.isButton() || interaction.isModalSubmit()))
            await interaction.deferUpdate();
        else
            await interaction.deferReply(thinking === 'private' ? { flags: MessageFlags.Ephemeral } : {});
        // The newest interaction on a private message is the one that can still change it.
        if (interaction.isButton() && interaction.message.flags.has(MessageFlags.Ephemeral))
            chat.keepPrivate(interaction.message.id, interaction.webhook);
        const answering = new Answering(interaction, request.place, chat, thinking);
        await bot.handle(request, answering.answer);
        await answering.settle().catch((error) => {
            const reason = chatErrorFrom(error, () => 'forbidden');
            log.warn({ reason: String(reason) }, 'a “thinking…” could not be taken away');
        });
    }
    #requestOf(interaction, channel) {
        const { files } = this.#parts;
        if (interaction.isChatInputCommand())
            return commandRequest(interaction, channel, files);
        if (interaction.isMessageContextMenuCommand())
            return shortcutRequest(interaction, interaction.targetMessage, channel, files);
        if (interaction.isButton())
            return buttonRequest(interaction, interaction, channel);
        return this.#formRequest(interaction, channel);
    }
    #formRequest(interaction, channel) {
        const { id, values, uploads, message } = filledForm(interaction);
        const person = personOfInteraction(interaction);
        const remembered = this.#formFiles.get(`${person.id}/${message}`) ?? [];
        return {
            kind: 'form',
            place: placeOf(channel),
            person,
            id,
            values,
            attachments: uploads.length > 0 ? this.#parts.files(uploads, null) : remembered,
            ...(message !== undefined && { message }),
        };
    }
    async #formFor(request) {
        const late = new AbortController();
        const patience = sleep(FORM_PATIENCE_MS, null, { signal: late.signal }).catch(() => null);
        try {
            return await Promise.race([this.#parts.bot.form(request), patience]);
        }
        finally {
            late.abort();
        }
    }
    async #suggest(interaction) {
        const { channel, commandName } = interaction;
        const { name, value } = interaction.options.getFocused(true);
        const choices = channel
            ? await this.#parts.bot.suggest({
                place: placeOf(channel),
                command: commandName,
                option: name,
                text: value,
            })
            : [];
        const fitting = choices
            .filter((choice) => choice.value.length <= MAX_CHOICE_LENGTH)
            .map((choice) => ({ ...choice, name: choice.name.slice(0, MAX_CHOICE_LENGTH) }))
            .slice(0, LIMITS.discord.choices);
        // Nobody waits any more for choices that come too late.
        await interaction.respond(fitting).catch(() => { });
    }
}
async function refuse(interaction, content) {
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
}
/** How an interaction shows that work goes on: a “thinking…” for all or for one, or nothing. */
function visibilityOf(interaction) {
    if (interaction.isChatInputCommand())
        return commandNamed(interaction.commandName)?.visibility ?? 'private';
    if (interaction.isButton())
        return null;
    if (interaction.isModalSubmit())
        return interaction.isFromMessage() ? null : 'public';
    return 'public';
}
/** Why nothing could be shown here, told before any work begins. */
function obstacleIn(channel, { appPermissions }, visibility) {
    if (channel.isDMBased() || visibility === 'private')
        return null;
    const missing = missingFrom(appPermissions, channel.isThread() ? 'thread' : 'channel');
    return missing.essential ? askFor(missing) : null;
}
