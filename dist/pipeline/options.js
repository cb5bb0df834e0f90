import { WordbrushError } from './errors.js';
/** Throws `bad-option` unless the value is a finite number, or a whole one, from 0 up. */
export function checkNumber(name, value, kind = 'number') {
    const isRight = kind === 'number' ? Number.isFinite(value) : Number.isInteger(value);
    if (isRight && value >= 0)
        return value;
    throw new WordbrushError('bad-option', `The ${name} is ${value}; it must be a ${kind} from 0 up.`);
}
