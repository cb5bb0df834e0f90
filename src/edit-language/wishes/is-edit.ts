import { parseEdit } from '../edit-language.ts';

/** Whether an edit is one of a prompt and changes something. */
export function isEdit(edit: string, prompt: string): boolean {
  try {
    const { targetPrompt, weights } = parseEdit(edit, prompt);
    return weights.length > 0 || targetPrompt !== prompt;
  } catch {
    return false;
  }
}
