import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Form, FormField } from '../../../bot/view/views.ts';
import { cut } from '../../cut.ts';
import { LIMITS } from '../limits.ts';
import { SlackFile } from './attachments.ts';

/** What a modal carries: Slack gives it back when it is sent, after a restart too. */
const FormOrigin = z.object({
  form: z.string(),
  workspace: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
  message: z.string().optional(),
  /** Ids of the files of the message whose menu opened the form. */
  files: z.array(z.string()).default([]),
  /** The address of whoever asked for the form: good where the bot is no member, for half an hour. */
  responseUrl: z.string().optional(),
});
export type FormOrigin = z.infer<typeof FormOrigin>;

export const FORM_CALLBACK = 'wordbrush-form';
const MAX = LIMITS.form;
/** Longer fields get several lines. */
const ONE_LINE = 500;

export function modalOf(form: Form, carried: Omit<FormOrigin, 'form'>): types.ModalView {
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata: metadataOf({ ...carried, form: form.id }),
    title: plain(cut(form.title, MAX.title)),
    submit: plain(cut(form.submit, MAX.submit)),
    close: plain('Cancel'),
    blocks: form.fields.slice(0, MAX.fields).map(inputOf),
  };
}

/** Without the address where there is no room for it: the answer then comes as a direct message. */
function metadataOf({ responseUrl, ...carried }: FormOrigin): string {
  const whole = JSON.stringify({ ...carried, responseUrl });
  return whole.length > MAX.metadata ? JSON.stringify(carried) : whole;
}

function inputOf(field: FormField): types.InputBlock {
  const common = {
    type: 'input' as const,
    block_id: field.id,
    label: plain(cut(field.label, MAX.label)),
  };
  if (field.kind === 'picture' || field.kind === 'pictures')
    return {
      ...common,
      element: {
        type: 'file_input',
        action_id: field.id,
        filetypes: ['png', 'jpg', 'jpeg', 'webp', 'gif'],
        max_files: field.kind === 'picture' ? 1 : field.most,
      },
    };
  const { value, placeholder, hint, maxLength, required } = field;
  return {
    ...common,
    optional: !required,
    ...(hint !== undefined && { hint: plain(cut(hint, MAX.hint)) }),
    element: {
      type: 'plain_text_input',
      action_id: field.id,
      multiline: maxLength > ONE_LINE,
      max_length: Math.min(maxLength, MAX.value),
      ...(placeholder !== undefined && {
        placeholder: plain(cut(placeholder, MAX.placeholder)),
      }),
      ...(value !== undefined &&
        value !== '' && { initial_value: cut(value, Math.min(maxLength, MAX.value)) }),
    },
  };
}

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

const Values = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({ value: z.string().nullish(), files: z.array(SlackFile).nullish() }),
  ),
);

/** What a modal that was sent holds; null for one that is not the bot's. */
export function filledForm(view: {
  readonly private_metadata: string;
  readonly state: { readonly values: unknown };
}) {
  const carried = FormOrigin.safeParse(parseJson(view.private_metadata));
  const values = Values.safeParse(view.state.values);
  if (!carried.success || !values.success) return null;
  const inputs = Object.values(values.data).flatMap((block) => Object.entries(block));
  return {
    carried: carried.data,
    values: Object.fromEntries(
      inputs.flatMap(([id, { value }]) => (typeof value === 'string' ? [[id, value]] : [])),
    ),
    files: inputs.flatMap(([, { files }]) => files ?? []),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
