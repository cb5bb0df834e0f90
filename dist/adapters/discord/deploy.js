import { ApplicationCommandOptionType, ApplicationCommandType, ApplicationIntegrationType, InteractionContextType, OAuth2Scopes, RESTJSONErrorCodes, Routes, } from 'discord.js';
import { COMMANDS, SHORTCUT_NAME, } from '../../bot/request/commands.js';
import { WordbrushError } from '../../pipeline/errors.js';
import { fetchApplication, loginError, restFor } from './login.js';
import { hasCode } from './outgoing/failures.js';
import { INVITE_PERMISSIONS } from './outgoing/permissions.js';
/**
 * Registers the bot's commands, in one server (at once) or everywhere; it replaces what was there.
 *
 * @throws WordbrushError `io` when Discord refuses
 */
export async function deployCommands(credentials, guild) {
    const rest = restFor(credentials);
    const { id } = await fetchApplication(rest);
    const inviteUrl = inviteUrlFor(id);
    const body = commandBodies(guild === undefined);
    const route = guild === undefined
        ? Routes.applicationCommands(id)
        : Routes.applicationGuildCommands(id, guild);
    await rest.put(route, { body }).catch((error) => {
        if (hasCode(error, RESTJSONErrorCodes.MissingAccess))
            throw new WordbrushError('io', `The bot is not in the server ${guild}. Add it first with ${inviteUrl}, then deploy again.`);
        throw loginError(error);
    });
    return { commands: body.map(({ name }) => name), inviteUrl };
}
export function inviteUrlFor(applicationId) {
    const query = new URLSearchParams({
        client_id: applicationId,
        scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
        permissions: String(INVITE_PERMISSIONS),
    });
    return `https://discord.com/oauth2/authorize?${query}`;
}
/** The bot's table of commands as Discord spells it, and the entry of every message's menu. */
function commandBodies(everywhere) {
    // A server's own commands are for that server alone.
    const scope = everywhere
        ? {
            contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
            integration_types: [ApplicationIntegrationType.GuildInstall],
        }
        : {};
    const specs = COMMANDS;
    return [
        ...specs.map(({ name, description, options }) => ({
            ...scope,
            type: ApplicationCommandType.ChatInput,
            name,
            description,
            options: options.map(optionBody),
        })),
        { ...scope, type: ApplicationCommandType.Message, name: SHORTCUT_NAME },
    ];
}
function optionBody(option) {
    const { name, description, required } = option;
    const common = { name, description, required };
    switch (option.type) {
        case 'picture':
            return { ...common, type: ApplicationCommandOptionType.Attachment };
        case 'number':
            return {
                ...common,
                type: ApplicationCommandOptionType.Number,
                ...(option.min !== undefined && { min_value: option.min }),
                ...(option.max !== undefined && { max_value: option.max }),
            };
        case 'choice':
            return {
                ...common,
                type: ApplicationCommandOptionType.String,
                choices: (option.choices ?? []).map((choice) => ({ name: choice, value: choice })),
            };
        case 'text':
            return {
                ...common,
                type: ApplicationCommandOptionType.String,
                autocomplete: option.suggest ?? false,
            };
    }
}
