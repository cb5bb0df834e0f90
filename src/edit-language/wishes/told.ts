import { isTrained } from '../../pipeline/edit-types.ts';
import { WordbrushError } from '../../pipeline/errors.ts';
import { parseEdit } from '../edit-language.ts';
import { methodNamed } from '../edit-methods.ts';
import type { EditRequest, Using } from '../edit-request.ts';
import { looksLikeEdit } from '../edit-talk.ts';
import type { Hearing } from './hearing.ts';

/** What somebody says in plain words, and the method that should do it. */
export interface Told {
  readonly sentence: string;
  readonly method: Using;
  /** In the edit language: `using` the method, and the options behind it. */
  readonly options: string;
}

const BEFORE = /^using\s+([\w-]+)\s*[:,]?\s+(\S.*)$/isu;
const BEHIND = /^(.*\S)[\s,;:]+using\s+([\w-]+)(|[\s,].*)$/isu;

const USING = /\busing\s+[\w-]+/iu;

/** A sentence for the method that it names, or for the trained one that draws where none is named; else null. */
export function toldOn(text: string, { isAddressed, using }: Hearing): Told | null {
  const told = toldIn(text);
  if (told || !using || text === '' || USING.test(text)) return told;
  if (!isAddressed && !looksLikeEdit(text)) return null;
  return { sentence: text, method: using, options: `using ${using}` };
}

/** “make it a lion using instruct”, “using fill: a crown”; null for a text that names no method. */
function toldIn(text: string): Told | null {
  const [, first = '', after = ''] = BEFORE.exec(text) ?? [];
  const [, before = '', last = '', options = ''] = BEHIND.exec(text) ?? [];
  const [name, said] = first === '' ? [last, before] : [first, after];
  const sentence = said.replace(/[\s,;:]+$/u, '');
  const method = methodNamed(name);
  if (!method) return null;
  return { sentence, method, options: `using ${method}${first === '' ? options : ''}` };
}

/**
 * What is told as an edit; `understood` is the one that it was taken for. A trained editor gets every
 * sentence, and the picture's own sentence changes where it is understood: an editor that follows
 * instructions is told the person's own words; one that fills holes the caption, unless nobody understood
 * them. Null for what another method cannot know.
 */
export function toldEdit(told: Told, understood: string | null, prompt: string): string | null {
  const { sentence, method, options } = told;
  const own = requestOf(`${sentence} ${options}`, prompt);
  if (own && own.options.sentence === undefined) return `${sentence} ${options}`;
  if (!isTrained(method)) return understood && `${understood} ${options}`;
  const quoted = `"${sentence.replace(/["“”„]/gu, '').trim()}"`;
  const edit = understood === null ? null : requestOf(understood, prompt);
  if (!edit || edit.weights.length > 0 || edit.targetPrompt === prompt)
    return `${quoted} ${options}`;
  return method === 'instruct' ? `${understood}; ${quoted} ${options}` : `${understood} ${options}`;
}

function requestOf(edit: string, prompt: string): EditRequest | null {
  try {
    return parseEdit(edit, prompt);
  } catch (error) {
    if (error instanceof WordbrushError) return null;
    throw error;
  }
}
