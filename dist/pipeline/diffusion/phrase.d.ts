import { type EncodedPrompt, type PromptWord } from '../model/tokenizer.ts';
/** The words of a prompt without its punctuation. */
export declare function plainWords(prompt: EncodedPrompt): PromptWord[];
/**
 * Token positions of every occurrence of a phrase in a prompt, compared without punctuation and
 * case. Words that do not stand together are looked for one by one, so "cat dog" names two animals.
 * Throws `bad-edit` when a word does not occur: an empty mask would silently undo the edit.
 */
export declare function tokensOfPhrase(prompt: EncodedPrompt, phrase: string): number[];
/** Token positions of one word. */
export declare function tokensOfWord({ start, end }: PromptWord): number[];
