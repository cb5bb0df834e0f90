import { WordbrushError } from '../../pipeline/errors.ts';

/** The store takes nothing more until there is room: its message says whose room it is. */
export class StoreFull extends WordbrushError {
  constructor(message: string, options?: ErrorOptions) {
    super('io', message, options);
    this.name = 'StoreFull';
  }
}

/** Redis's words for no memory, and for a log or snapshot that its disk does not take. */
export function isFullRedis(error: unknown): boolean {
  return error instanceof Error && /\b(?:OOM|MISCONF)\b/u.test(error.message);
}
