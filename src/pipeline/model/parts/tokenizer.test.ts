import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { BUNDLED_MODEL } from '../registry.ts';
import { openTokenizer, type PromptTokenizer, splitWords } from './tokenizer.ts';

// A CLIP vocabulary of letters, with merges that make whole words of "cat", "lion" and "cake".
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz,.'"];
const MERGES = [
  'a t</w>',
  'c at</w>',
  'l i',
  'o n</w>',
  'li on</w>',
  'c a',
  'k e</w>',
  'ca ke</w>',
];
const SYMBOLS = [
  ...LETTERS,
  ...LETTERS.map((letter) => `${letter}</w>`),
  ...MERGES.map((merge) => merge.replace(' ', '')),
  '<|startoftext|>',
  '<|endoftext|>',
];
const id = (symbol: string) => SYMBOLS.indexOf(symbol);
const START = id('<|startoftext|>');
const END = id('<|endoftext|>');
const CONTEXT = 10;

let model: string;
let tokenizer: PromptTokenizer;
let bundled: PromptTokenizer;
beforeAll(async () => {
  model = temporaryFolder();
  const folder = join(model, 'tokenizer');
  await mkdir(folder);
  const vocab = Object.fromEntries(SYMBOLS.map((symbol, index) => [symbol, index]));
  await writeFile(join(folder, 'vocab.json'), JSON.stringify(vocab));
  await writeFile(join(folder, 'merges.txt'), ['#version: 0.2', ...MERGES, ''].join('\n'));
  tokenizer = await openTokenizer(model, CONTEXT);
  bundled = await openTokenizer(BUNDLED_MODEL, 64);
});

describe('a prompt', () => {
  test('is framed by the start and end tokens and padded to the context', () => {
    const { ids, length } = tokenizer.encode('a Cat');
    expect(ids).toEqual([START, id('a</w>'), id('cat</w>'), END, END, END, END, END, END, END]);
    expect(length).toBe(4);
  });

  test('knows the tokens of each of its words, punctuation apart', () => {
    const { words } = tokenizer.encode('a cats, "lion"');
    expect(words.filter((word) => !word.isPunctuation)).toEqual([
      { text: 'a', isPunctuation: false, start: 1, end: 2 },
      { text: 'cats', isPunctuation: false, start: 2, end: 5 }, // ca t s
      { text: 'lion', isPunctuation: false, start: 7, end: 8 },
    ]);
  });

  test.each([
    ["a 'tiger'", ['a', 'tiger']], // CLIP reads "'t" as one piece
    ['red,blue cat(s)', ['red', 'blue', 'cat', 's']],
    ['dog🐱 ❄️👨‍👩‍👧', ['dog', '🐱', '❄', '👨‍👩‍👧']],
    ['लड़की लड़का', ['लड़की', 'लड़का'].map((word) => word.normalize('NFKC'))],
    ['红色背景上的猫', ['红色', '背景', '上', '的', '猫']],
    ['man’s \ufeffhat', ["man's", 'hat']],
    ['ｃａｔ №5', ['cat', 'no5']],
  ])('has the words of %s, each with tokens of its own', (prompt, expected) => {
    const found = bundled.encode(prompt).words.filter((word) => !word.isPunctuation);
    expect(found.map(({ text }) => text)).toEqual(expected);
    for (const [i, { start, end }] of found.entries()) {
      expect(end).toBeGreaterThan(start);
      expect(start).toBeGreaterThanOrEqual(found[i - 1]?.end ?? 1);
    }
  });

  test('with an invisible mark at its start is the same prompt', () => {
    expect(bundled.encode('\ufeffa cat').ids).toEqual(bundled.encode('a cat').ids);
  });

  test('as long as the context is taken, one token more is refused with both counts', () => {
    expect(tokenizer.encode('a a a a a a a a').length).toBe(CONTEXT);
    expect(() => tokenizer.encode('a a a a a a a a a')).toThrow(/9 tokens long.*at most 8/);
  });

  test.each(['', ' \n '])('that is empty (%j) is refused', (prompt) => {
    expect(() => tokenizer.encode(prompt)).toThrow(/empty/);
  });

  test('of the unconditional branch is nothing but its frame', () => {
    expect(tokenizer.empty.ids).toEqual([START, ...Array<number>(CONTEXT - 1).fill(END)]);
    expect(tokenizer.empty.words).toEqual([]);
  });
});

test('words are compared in lower case and without the punctuation around them', () => {
  expect(splitWords('A «Cake», ice-cream…').filter((word) => !word.isPunctuation)).toEqual(
    ['a', 'cake', 'ice-cream'].map((text) => ({ text, isPunctuation: false })),
  );
});

test('padding is the token that the map of special tokens names', async () => {
  const map = join(model, 'tokenizer/special_tokens_map.json');
  await writeFile(map, JSON.stringify({ pad_token: { content: '.</w>' } }));
  const { ids } = (await openTokenizer(model, CONTEXT)).encode('a');
  await rm(map);
  expect(ids.slice(0, 5)).toEqual([START, id('a</w>'), END, id('.</w>'), id('.</w>')]);
});

test('a folder without a vocabulary is refused by name', async () => {
  await expect(openTokenizer(join(model, 'nowhere'), CONTEXT)).rejects.toThrow(
    /nowhere.tokenizer has neither tokenizer.json nor vocab.json/,
  );
});
