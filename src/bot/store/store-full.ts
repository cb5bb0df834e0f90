import { WordbrushError } from '../../pipeline/errors.ts';

/** The store takes nothing more until there is room: its message says whose room it is. */
export class StoreFull extends WordbrushError {
  constructor(message: string, options?: ErrorOptions) {
    super('io', message, options);
    this.name = 'StoreFull';
  }
}
