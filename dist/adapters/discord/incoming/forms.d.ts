import { type APIModalInteractionResponseCallbackData, type Attachment as DiscordAttachment, type ModalSubmitInteraction } from 'discord.js';
import type { Form } from '../../../bot/view/views.ts';
/** A form as a modal; its id carries the message that it was opened from. */
export declare function modalOf(form: Form, message: string | undefined): APIModalInteractionResponseCallbackData;
export interface FilledForm {
    readonly id: string;
    readonly values: Readonly<Record<string, string>>;
    readonly uploads: readonly DiscordAttachment[];
    /** The message that the form was opened from. */
    readonly message: string | undefined;
}
export declare function filledForm({ customId, fields, message }: ModalSubmitInteraction): FilledForm;
