import type { ModelWords } from '../../edit-language/english/known-words.ts';
import { unlearnedIn } from '../../edit-language/wishes/unknown-words.ts';
import { type Button, buttons, type Sketch, text, type View, view } from './views.ts';

/** Edits that may be meant, one a button; what is too long for a button is left out. */
export function offered(said: string, edits: readonly string[], result: string): View<never> {
  const offers = offersOf(
    edits.map((edit) => ({ id: `say:${result}:${edit}`, label: shownEdit(edit) })),
  );
  return view('plain', text(said), offers.length > 0 ? buttons(offers) : null);
}

/** An edit as people read it fastest: cat → lion. */
function shownEdit(edit: string): string {
  return edit.replace(/["“”]/gu, '').replace(/\s*(?:->|=>)\s*/gu, ' → ');
}

/** What a sentence names that the model never learned, and other sentences for the same picture; null where it knows all. */
export function unlearned(prompt: string, words: ModelWords | null, result: string): Sketch | null {
  const found = unlearnedIn(prompt, words);
  if (!found) return null;
  const offers = offersOf(
    found.sentences.map((sentence) => ({ id: `describe:${result}:${sentence}`, label: sentence })),
  );
  const better: Button = {
    ...{ id: `describe:${result}`, label: 'Say it better…', style: 'normal', form: true },
  };
  return view('plain', text(found.said), buttons([...offers, better]));
}

function offersOf(fitting: readonly { readonly id: string; readonly label: string }[]): Button[] {
  return fitting
    .filter(({ id, label }) => id.length <= 100 && label.length <= 80)
    .map((button, i) => ({ ...button, style: i === 0 ? 'primary' : 'normal' }));
}
