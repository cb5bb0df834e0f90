import { type ErrorCode, WordbrushError } from '../../pipeline/errors.ts';
import { Refusal } from '../request/refusal.ts';

/** What whoever runs the bot has to see to. */
const FOR_OPERATORS: readonly ErrorCode[] = ['io', 'bad-model', 'unsupported-op'];

/** An error that a person can do something about, and nobody else has to. */
export function isExpected(error: unknown): boolean {
  return error instanceof WordbrushError && !FOR_OPERATORS.includes(error.code);
}

/** What a person can do about a failure. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof WordbrushError && error.code !== 'io') return withoutFolders(error.message);
  if (isOfStore(error))
    return 'Wordbrush cannot save anything right now. Tell whoever runs this bot, and try again in a few minutes.';
  return 'Something went wrong on my side, and I wrote it to the log. Try again; if it happens once more, tell whoever runs this bot.';
}

/** Where this machine keeps its files is nobody's business in a chat: what a file is called will do. */
function withoutFolders(sentence: string): string {
  return sentence.replace(PATH, (path) => path.split(/[/\\]/u).at(-1) ?? '');
}

const PATH =
  /(?<![\p{L}\p{N}_:/.~-])(?:[a-z]:\\|\/)(?:[^\s/\\"'“”‘’(),;]+[/\\])+[^\s/\\"'“”‘’(),;]*/giu;

/** Whether the store is the reason, or the reason for what a platform could not do. */
function isOfStore(error: unknown): boolean {
  if (error instanceof WordbrushError) return true;
  return error instanceof Error && error.cause instanceof WordbrushError;
}
