import { exampleEdits } from '../../edit-language/suggestions.js';
import { resultHere } from '../commands/edits.js';
import { FIDELITIES } from '../thread/threads.js';
const PROMPT = {
    kind: 'text',
    id: 'prompt',
    label: 'What is in the picture?',
    placeholder: 'a cat on a red background',
    hint: 'One sentence. Its words become the handles that you edit with.',
    maxLength: 500,
    required: true,
};
/** The form that a request wants to have filled in first, or null. */
export async function formFor(studio, request) {
    if (request.kind === 'button') {
        const [verb, id = ''] = request.id.split(':');
        return verb === 'edit' ? await editForm(studio, request, id) : null;
    }
    if (request.kind === 'shortcut') {
        const found = await studio.threads.ofMessage({ place: request.place, id: request.message });
        if (found)
            return await editForm(studio, request, found.result.id);
        if (request.attachments.length === 0)
            return null;
        return { id: 'invert', title: 'Edit this picture', submit: 'Take it over', fields: [PROMPT] };
    }
    if (request.kind === 'command' && request.name === 'invert' && request.attachments.length === 0) {
        const { prompt } = request.options;
        // It has no field in the form, so it comes back in the form's id.
        const fidelity = FIDELITIES.find((each) => each === request.options.fidelity);
        return {
            id: fidelity === undefined ? 'invert' : `invert:${fidelity}`,
            title: 'Take over a picture',
            submit: 'Take it over',
            fields: [
                { kind: 'picture', id: 'picture', label: 'The picture' },
                { ...PROMPT, value: String(prompt ?? '') },
            ],
        };
    }
    return null;
}
async function editForm(studio, request, id) {
    const found = await resultHere(studio, request, id);
    if (!found)
        return null;
    const { prompt } = found.result;
    const [first = '"a cat" -> "a lion"', second = '"snow" * 2'] = exampleEdits(prompt);
    return {
        id: `edit:${id}`,
        title: 'Edit this picture',
        submit: 'Edit',
        fields: [
            {
                kind: 'text',
                id: 'edit',
                label: 'What should change?',
                placeholder: first.slice(0, 100),
                hint: `The words now: ${prompt}. Try ${first} or ${second}.`,
                maxLength: 2_000,
                required: true,
            },
        ],
    };
}
