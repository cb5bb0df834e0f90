import { ComponentType, TextInputStyle, } from 'discord.js';
const MAX_LABEL = 45;
const MAX_HINT = 100;
/** Longer fields get several lines. */
const ONE_LINE = 500;
/** A form as a modal; its id carries the message that it was opened from. */
export function modalOf(form, message) {
    return {
        custom_id: message === undefined ? form.id : `${form.id}@${message}`,
        title: form.title.slice(0, MAX_LABEL),
        components: form.fields.map(labelled),
    };
}
function labelled(field) {
    const label = { type: ComponentType.Label, label: field.label.slice(0, MAX_LABEL) };
    if (field.kind === 'picture')
        return {
            ...label,
            component: { type: ComponentType.FileUpload, custom_id: field.id, required: true },
        };
    const { hint, value, placeholder, maxLength } = field;
    return {
        ...label,
        ...(hint !== undefined && {
            description: hint.length > MAX_HINT ? `${hint.slice(0, MAX_HINT - 1)}…` : hint,
        }),
        component: {
            type: ComponentType.TextInput,
            custom_id: field.id,
            style: maxLength > ONE_LINE ? TextInputStyle.Paragraph : TextInputStyle.Short,
            max_length: Math.min(maxLength, 4_000),
            required: field.required,
            ...(placeholder !== undefined && { placeholder: placeholder.slice(0, MAX_HINT) }),
            ...(value !== undefined && value !== '' && { value: value.slice(0, maxLength) }),
        },
    };
}
export function filledForm({ customId, fields, message }) {
    const values = {};
    const uploads = [];
    for (const [id, field] of fields.fields) {
        if (field.type === ComponentType.TextInput)
            values[id] = field.value;
        if (field.type === ComponentType.FileUpload)
            uploads.push(...(field.attachments?.values() ?? []));
    }
    const [, id = customId, openedFrom] = /^(.*)@(\d+)$/s.exec(customId) ?? [];
    return { id, values, uploads, message: openedFrom ?? message?.id };
}
