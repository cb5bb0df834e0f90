import { inspect } from 'node:util';
import { WordbrushError } from '../../pipeline/errors.ts';
import { fileError } from './files.ts';

/** What a person reads about an error: a sentence, or the whole stack with WORDBRUSH_DEBUG=1. */
export function explain(error: unknown): string {
  if (process.env.WORDBRUSH_DEBUG === '1') return inspect(error);
  if (error instanceof WordbrushError) return error.message;
  if (isErrno(error)) return fileError(error, 'use', error.path ?? 'a file').message;
  const message = error instanceof Error ? error.message : String(error);
  return (
    `Something went wrong that Wordbrush did not expect (${message.split('\n')[0]}). ` +
    'Run it again with WORDBRUSH_DEBUG=1 to see where.'
  );
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error && 'code' in error;
}
