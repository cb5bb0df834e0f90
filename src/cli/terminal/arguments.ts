import { InvalidArgumentError } from 'commander';

/** A number on the command line; its range is the pipeline's business. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number.');
  return value;
}

export function parseWebAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new InvalidArgumentError('It must be an address such as https://huggingface.co.');
  return text;
}
