import { z } from 'zod';
import { SlackFile } from './attachments.js';
/** What a modal carries: Slack gives it back when it is sent, after a restart too. */
const Carried = z.object({
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
export const FORM_CALLBACK = 'wordbrush-form';
const MAX_TITLE = 24;
const MAX_PLACEHOLDER = 150;
const MAX_HINT = 2_000;
const ONE_LINE = 500;
const MAX_METADATA = 3_000;
export function modalOf(form, carried) {
    return {
        type: 'modal',
        callback_id: FORM_CALLBACK,
        private_metadata: metadataOf({ ...carried, form: form.id }),
        title: plain(form.title.slice(0, MAX_TITLE)),
        submit: plain(form.submit.slice(0, MAX_TITLE)),
        close: plain('Cancel'),
        blocks: form.fields.map(inputOf),
    };
}
/** Without the address where there is no room for it: the answer then comes as a direct message. */
function metadataOf({ responseUrl, ...carried }) {
    const whole = JSON.stringify({ ...carried, responseUrl });
    return whole.length > MAX_METADATA ? JSON.stringify(carried) : whole;
}
function inputOf(field) {
    const common = { type: 'input', block_id: field.id, label: plain(field.label) };
    if (field.kind === 'picture')
        return {
            ...common,
            element: {
                type: 'file_input',
                action_id: field.id,
                filetypes: ['png', 'jpg', 'jpeg', 'webp', 'gif'],
                max_files: 1,
            },
        };
    const { value, placeholder, hint, maxLength, required } = field;
    return {
        ...common,
        optional: !required,
        ...(hint !== undefined && { hint: plain(hint.slice(0, MAX_HINT)) }),
        element: {
            type: 'plain_text_input',
            action_id: field.id,
            multiline: maxLength > ONE_LINE,
            max_length: Math.min(maxLength, 3_000),
            ...(placeholder !== undefined && {
                placeholder: plain(placeholder.slice(0, MAX_PLACEHOLDER)),
            }),
            ...(value !== undefined && value !== '' && { initial_value: value.slice(0, maxLength) }),
        },
    };
}
function plain(text) {
    return { type: 'plain_text', text, emoji: false };
}
const Values = z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish(), files: z.array(SlackFile).nullish() })));
/** What a modal that was sent holds; null for one that is not the bot's. */
export function filledForm(view) {
    const carried = Carried.safeParse(parseJson(view.private_metadata));
    const values = Values.safeParse(view.state.values);
    if (!carried.success || !values.success)
        return null;
    const inputs = Object.values(values.data).flatMap((block) => Object.entries(block));
    return {
        carried: carried.data,
        values: Object.fromEntries(inputs.flatMap(([id, { value }]) => (typeof value === 'string' ? [[id, value]] : []))),
        files: inputs.flatMap(([, { files }]) => files ?? []),
    };
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}
