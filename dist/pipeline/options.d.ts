/** Throws `bad-option` unless the value is a finite number, or a whole one, from 0 up. */
export declare function checkNumber(name: string, value: number, kind?: 'number' | 'whole number'): number;
