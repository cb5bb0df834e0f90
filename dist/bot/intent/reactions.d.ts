import type { Result, WordReaction, WordWeight } from '../thread/threads.ts';
/** How far one reaction moves a word's weight. */
export declare const REACTION_STEP = 0.5;
/** What an emoji on a result asks for. */
export type ReactionMeaning = {
    readonly kind: 'weigh';
    readonly words: readonly string[];
    readonly delta: number;
} | {
    readonly kind: 'undo';
} | {
    readonly kind: 'delete';
} | {
    readonly kind: 'nothing';
};
/** `emoji` is Unicode or a short name; the words are those of the result's prompt. */
export declare function meaningOf(emoji: string, result: Pick<Result, 'prompt' | 'edited'>): ReactionMeaning;
/** The word of a prompt that an emoji's name, or else one of its keywords, names. */
export declare function wordNamedBy(emoji: string, prompt: string): string | null;
/** Emoji that weigh words of a prompt, one a word, in the prompt's order. */
export declare function emojiFor(prompt: string): string[];
/** The weights of a result with the reactions on it, within the range; words that weigh 1 are left out. */
export declare function reweighted(weights: readonly WordWeight[], reactions: readonly WordReaction[]): WordWeight[];
