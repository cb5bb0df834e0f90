import { WordbrushError } from '../../pipeline/errors.ts';
import { Refusal } from '../request/refusal.ts';

/** An error that a person can do something about, and nobody else has to. */
export function isExpected(error: unknown): boolean {
  return error instanceof WordbrushError && error.code !== 'io';
}

/** What a person can do about a failure. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (isExpected(error) && error instanceof Error) return error.message;
  if (isOfStore(error))
    return 'Wordbrush cannot keep anything at the moment. Tell whoever runs this bot, and try again in a few minutes.';
  return 'Something went wrong here, and it was written to the log. Try once more; if it happens again, tell whoever runs this bot.';
}

/** Whether the store is the reason, or the reason for what a platform could not do. */
function isOfStore(error: unknown): boolean {
  if (error instanceof WordbrushError) return true;
  return error instanceof Error && error.cause instanceof WordbrushError;
}
