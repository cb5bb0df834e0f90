import { expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

it.each([
  ['a direction override', 'a \u202etac\u202c', 'a tac'],
  ['isolates and marks of direction', '\u2066a\u2069 \u200ecat\u200f\u061c', 'a cat'],
  ['zero-width spaces', 'c\u200ba\u2060t\ufeff', 'cat'],
  ['joiners between Latin letters', 'c\u200da\u200ct', 'cat'],
  ['soft hyphens', 'c\u00adat', 'cat'],
  ['invisible tags', 'cat\u{e0063}\u{e007f}', 'cat'],
  ['control characters', 'c\u0000a\u001b[31mt\u0007', 'ca[31mt'],
  ['Hangul fillers', '\u3164cat\uffa0', 'cat'],
  ['unpaired surrogates', 'cat\ud800', 'cat\ufffd'],
  ['private characters', 'cat\ue000', 'cat'],
  ['piles of marks', `c${'\u0335'.repeat(50)}at`, `c${'\u0335'.repeat(4)}at`],
  ['odd spaces', 'a\u00a0cat\u3000here', 'a cat here'],
  ['odd line breaks', 'a\u2028cat\r\nhere', 'a\ncat\nhere'],
])('takes %s out', (_, written, clean) => {
  expect(cleanText(written)).toBe(clean);
});

it.each([
  'a cat & “a lion” → <b>',
  'é ü ñ',
  'Ærøskøbing, Αθήνα, Москва, 東京, हिन्दी, क्‍ष, می‌خواهم',
  '👩‍🚀 👨🏽‍🌾 ❤️‍🔥 🏳️‍🌈 🇩🇰',
])('leaves what people write: %s', (text) => {
  expect(cleanText(text)).toBe(text.normalize('NFC'));
});
