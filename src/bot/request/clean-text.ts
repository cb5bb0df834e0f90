import { withoutUnseen } from '../../pipeline/text/text.ts';
import type { BotRequest } from './requests.ts';

/** More marks on one letter than any language writes. */
const PILE = /(\p{M}{4})\p{M}+/gu;

/**
 * Text as it may be stored, drawn and shown to others: nothing in it is invisible, turns the
 * reading direction around (UAX #9), or piles up on one letter.
 */
export function cleanText(text: string): string {
  const seen = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/[\t\p{Zs}]/gu, ' ');
  return withoutUnseen(seen).replace(PILE, '$1');
}

/** A request in which everything that people wrote is clean; ids and reactions stay as they are. */
export function cleanRequest(request: BotRequest): BotRequest {
  const name = cleanText(request.person.name).replace(/\s+/gu, ' ').trim();
  const person = { ...request.person, name: name === '' ? 'somebody' : name };
  switch (request.kind) {
    case 'command':
      return { ...request, person, options: cleanValues(request.options) };
    case 'message':
      return { ...request, person, text: cleanText(request.text) };
    case 'form':
      return { ...request, person, values: cleanValues(request.values) };
    default:
      return { ...request, person };
  }
}

function cleanValues(values: Readonly<Record<string, string>>): Record<string, string>;
function cleanValues(
  values: Readonly<Record<string, string | number>>,
): Record<string, string | number>;
function cleanValues(values: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [
      id,
      typeof value === 'string' ? cleanText(value) : value,
    ]),
  );
}
