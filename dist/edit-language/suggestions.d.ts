import type { Choice } from '../bot/chat/chat.ts';
/** Whole edits that make sense on a prompt, the most telling first. */
export declare function exampleEdits(prompt: string): string[];
/** What the `edit` option may become: the prompt's words, then what to do with them. */
export declare function suggestEdits(typed: string, prompt: string): Choice[];
