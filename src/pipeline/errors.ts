/** What went wrong, as a caller may branch on it. */
export const ERROR_CODES = [
  'bad-option',
  'bad-image',
  'bad-prompt',
  'bad-edit',
  'bad-model',
  'unsupported-op',
  'bad-inversion',
  'no-captions',
  'unsafe',
  'cancelled',
  'io',
  'process-lost',
] as const;
/** What went wrong, for a caller to branch on; the message says it to people. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error whose message is a sentence that a person can act on: what was wrong, the value
 * received, what to do. Everything that Wordbrush throws on purpose is one of these.
 */
export class WordbrushError extends Error {
  /** What went wrong, for a caller to branch on. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WordbrushError';
    this.code = code;
  }
}

/** Throws `cancelled` when the signal has been aborted; called between UNet runs. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new WordbrushError('cancelled', 'The job was cancelled.');
}
