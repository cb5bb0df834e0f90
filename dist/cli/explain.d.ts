/** What a person reads about an error: a sentence, or the whole stack with WORDBRUSH_DEBUG=1. */
export declare function explain(error: unknown): string;
