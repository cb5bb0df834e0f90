import { exampleEdits } from '../../edit-language/suggestions.ts';
import { handlesOf } from '../intent/handles.ts';
import type { Intent } from '../intent/intent.ts';
import { PICTURES } from '../learned/names.ts';
import type { BotRequest } from '../request/requests.ts';
import { type Fidelity, type Focus, sourceOf } from '../thread/thread.ts';
import type { Form, FormField } from './views.ts';

const PROMPT = {
  kind: 'text',
  id: 'prompt',
  label: 'What is in the picture?',
  placeholder: 'a cat on a red background',
  hint: 'One sentence. Its words become the handles you edit with.',
  maxLength: 500,
  required: true,
} as const satisfies FormField;

/**
 * The form that an intent wants to have filled in first, or null.
 *
 * @param captions whether a picture needs no sentence
 */
export function formFor(
  { kind }: Pick<BotRequest, 'kind'>,
  intent: Intent,
  captions: boolean,
): Form | null {
  if (intent.kind === 'edit')
    return intent.text === '' && intent.focus && kind !== 'command' ? editForm(intent.focus) : null;
  if (intent.kind === 'word') return intent.focus ? wordForm(intent.focus, intent.index) : null;
  if (intent.kind === 'describe') return intent.prompt === '' ? describeForm(intent.focus) : null;
  if (intent.kind === 'learn')
    return intent.pictures.length === 0 ? learnForm(intent.name, intent.className) : null;
  if (intent.kind !== 'invert') return null;
  // A picture that came with the command is taken at once; the prompt is asked for in its thread.
  if (kind === 'shortcut') return intent.picture && !captions ? promptForm() : null;
  return intent.picture ? null : pictureForm(intent.prompt, intent.fidelity, captions);
}

function promptForm(): Form {
  return { id: 'invert', title: 'Edit this picture', submit: 'Start editing', fields: [PROMPT] };
}

function describeForm(focus: Focus | undefined): Form {
  const form = { title: 'Describe the picture', submit: 'Start editing' };
  const prompt = focus && sourceOf(focus)?.prompt;
  return prompt === undefined
    ? { id: 'describe', ...form, fields: [PROMPT] }
    : { id: `describe:${focus?.result.id}`, ...form, fields: [{ ...PROMPT, value: prompt }] };
}

function pictureForm(prompt: string, fidelity: Fidelity | undefined, captions: boolean): Form {
  return {
    id: fidelity === undefined ? 'invert' : `invert:${fidelity}`,
    title: 'Edit a picture',
    submit: 'Start editing',
    fields: [
      { kind: 'picture', id: 'picture', label: 'The picture' },
      {
        ...PROMPT,
        value: prompt,
        ...(captions && {
          required: false,
          hint: 'One sentence. Leave it empty, and I will say what I see.',
        }),
      },
    ],
  };
}

function learnForm(name: string, className: string): Form {
  return {
    id: 'learn',
    title: 'Teach me a subject',
    submit: 'Learn it',
    fields: [
      {
        ...{ kind: 'pictures', id: 'pictures', label: 'Pictures of it alone' },
        ...PICTURES,
      },
      {
        ...{ kind: 'text', id: 'name', label: 'What do you call it?', placeholder: 'Milo' },
        hint: 'One word of letters. You say it in edits.',
        ...{ maxLength: 20, required: true },
        value: name,
      },
      {
        ...{ kind: 'text', id: 'class', label: 'What is it?', placeholder: 'dog' },
        hint: 'A word that the model knows.',
        ...{ maxLength: 40, required: true },
        value: className,
      },
    ],
  };
}

function wordForm({ result }: Focus, index: number): Form | null {
  const word = handlesOf(result.prompt)[index];
  if (word === undefined) return null;
  return {
    id: `word:${result.id}:${index}`,
    title: `Change “${word.slice(0, 14)}”`,
    submit: 'Edit',
    fields: [
      {
        ...{ kind: 'text', id: 'replacement', label: 'Say instead', required: false },
        hint: `The words now: ${result.prompt}`,
        maxLength: 200,
      },
      {
        ...{ kind: 'text', id: 'weight', label: 'Or weigh it', required: false },
        placeholder: '2',
        hint: '2 is more of it, 0.5 less, 0 none at all.',
        maxLength: 10,
      },
    ],
  };
}

function editForm({ result }: Focus): Form {
  const { prompt } = result;
  const [first = '"a cat" -> "a lion"', second = '"snow" * 2'] = exampleEdits(prompt);
  return {
    id: `edit:${result.id}`,
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
