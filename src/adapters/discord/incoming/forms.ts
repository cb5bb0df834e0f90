import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type Attachment as DiscordAttachment,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import type { Form, FormField } from '../../../bot/view/views.ts';
import { cut } from '../../cut.ts';
import { LIMITS } from '../limits.ts';

const MAX = LIMITS.form;
/** Longer fields get several lines. */
const ONE_LINE = 500;

/** A form as a modal; its id carries the message that it was opened from. */
export function modalOf(
  form: Form,
  message: string | undefined,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: message === undefined ? form.id : `${form.id}@${message}`,
    title: cut(form.title, MAX.title),
    components: form.fields.slice(0, MAX.fields).map(labelled),
  };
}

function labelled(field: FormField): APILabelComponent {
  const label = { type: ComponentType.Label as const, label: cut(field.label, MAX.label) };
  if (field.kind === 'picture')
    return {
      ...label,
      component: { type: ComponentType.FileUpload, custom_id: field.id, required: true },
    };
  if (field.kind === 'pictures')
    return {
      ...label,
      component: {
        ...{ type: ComponentType.FileUpload, custom_id: field.id, required: true },
        ...{ min_values: field.least, max_values: field.most },
      },
    };
  const { hint, value, placeholder, maxLength } = field;
  return {
    ...label,
    ...(hint !== undefined && {
      description: cut(hint, MAX.hint),
    }),
    component: {
      type: ComponentType.TextInput,
      custom_id: field.id,
      style: maxLength > ONE_LINE ? TextInputStyle.Paragraph : TextInputStyle.Short,
      max_length: Math.min(maxLength, MAX.value),
      required: field.required,
      ...(placeholder !== undefined && { placeholder: cut(placeholder, MAX.placeholder) }),
      ...(value !== undefined &&
        value !== '' && { value: cut(value, Math.min(maxLength, MAX.value)) }),
    },
  };
}

export interface FilledForm {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly uploads: readonly DiscordAttachment[];
  /** The message that the form was opened from. */
  readonly message: string | undefined;
}

export function filledForm({ customId, fields, message }: ModalSubmitInteraction): FilledForm {
  const values: Record<string, string> = {};
  const uploads: DiscordAttachment[] = [];
  for (const [id, field] of fields.fields) {
    if (field.type === ComponentType.TextInput) values[id] = field.value;
    if (field.type === ComponentType.FileUpload)
      uploads.push(...(field.attachments?.values() ?? []));
  }
  const [, id = customId, openedFrom] = /^(.*)@(\d+)$/s.exec(customId) ?? [];
  return { id, values, uploads, message: openedFrom ?? message?.id };
}
