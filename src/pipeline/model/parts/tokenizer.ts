import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { WordbrushError } from '../../errors.ts';
import { keyOf, normaliseText, saysSomething, textWords } from '../../text/text.ts';
import { bad } from '../config/config-files.ts';
import { readTokenizerConfig, tokenizerJson } from './tokenizer-files.ts';

/** A prompt as the text encoder reads it. */
export interface EncodedPrompt {
  readonly text: string;
  /** Token ids, padded to the model's context: [L]. That of the k-th name (`withNames`) is −1 − k. */
  readonly ids: readonly number[];
  /** Tokens that are not padding, the two that frame the prompt included. */
  readonly length: number;
  readonly words: readonly PromptWord[];
}

/** A word, or a run of punctuation, and the tokens [start, end) that it became. */
export interface PromptWord {
  /** Lower case, without the punctuation around it. */
  readonly text: string;
  readonly isPunctuation: boolean;
  readonly start: number;
  readonly end: number;
}

export interface PromptTokenizer {
  /** Throws `bad-prompt` for an empty prompt and for one longer than the context. */
  encode(prompt: string): EncodedPrompt;
  /** The prompt of the unconditional branch. */
  readonly empty: EncodedPrompt;
  /** A text's tokens as text, however many; the last of a word ends in `</w>`. */
  tokens(text: string): readonly string[];
  /**
   * The same tokenizer for prompts that hold names, each of which is one token wherever it is a word. A
   * name without an article is read with one, as the noun that it stands for has it.
   */
  withNames(names: readonly string[]): PromptTokenizer;
}

/**
 * Reads `tokenizer/` of a model folder, from tokenizer.json or from CLIP's vocab.json and merges.txt.
 * `context` is L, the number of tokens that the text encoder reads.
 */
export async function openTokenizer(
  modelFolder: string,
  context: number,
  name = 'tokenizer',
): Promise<PromptTokenizer> {
  const folder = join(modelFolder, name);
  const config = await readTokenizerConfig(folder);
  const tokenizer = new Tokenizer(await tokenizerJson(folder, config), config);
  const padding = tokenizer.token_to_id(config.pad_token);
  if (padding === undefined)
    throw bad(`${folder} names ${config.pad_token} as padding, which is not in its vocabulary.`);

  function pad(text: string, ids: readonly number[], words: readonly PromptWord[]): EncodedPrompt {
    const padded = Array.from({ length: context }, (_, i) => ids[i] ?? padding!);
    return { text, ids: padded, length: ids.length, words };
  }

  const empty = pad('', tokenizer.encode('').ids, []);
  const withNames = (names: readonly string[]): PromptTokenizer => ({
    empty,
    tokens: (text) => tokenizer.encode(normaliseText(text), { add_special_tokens: false }).tokens,
    withNames,
    encode(text) {
      const prompt = withArticles(normaliseText(text), names);
      const { ids, words } = splitTokens(tokenizer, prompt, config.unk_token, names);
      if (words.length === 0)
        throw new WordbrushError(
          'bad-prompt',
          'The prompt is empty: describe the picture in a sentence.',
        );
      if (ids.length > context)
        throw new WordbrushError(
          'bad-prompt',
          `The prompt is ${ids.length - 2} tokens long and this model reads at most ` +
            `${context - 2}: shorten “${prompt}”.`,
        );
      const isWhole = names.length > 0 || tokenizer.encode(prompt).ids.length === ids.length;
      if (!isWhole)
        throw bad(`${folder} has a tokenizer that joins words; Wordbrush needs a CLIP tokenizer.`);
      return pad(prompt, ids, words);
    },
  });
  return withNames([]);
}

/** Whether a name stands in a text as a word of its own, whatever its case. */
export function holdsName(text: string, name: string): boolean {
  return new RegExp(namePattern([name]), 'iu').test(normaliseText(text));
}

function namePattern(names: readonly string[]): string {
  const any = names.map((name) => name.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|');
  return `(?<![\\p{L}\\p{N}\\p{M}])(${any})(?![\\p{L}\\p{N}\\p{M}])`;
}

/** Words after which a noun would have an article. */
const BEFORE_NOUNS = 'of|is|with|and|or|beside|near|on|in|like|by|to';

function withArticles(prompt: string, names: readonly string[]): string {
  if (names.length === 0) return prompt;
  const bare = `(^|(?:\\b(?:${BEFORE_NOUNS})|,) )(?=${namePattern(names)})`;
  return prompt.replace(new RegExp(bare, 'giu'), '$1a ');
}

/** The words of a text, with the punctuation before and after each set apart. */
export function splitWords(text: string): { text: string; isPunctuation: boolean }[] {
  return partsOf(normaliseText(text)).map((part) => ({ ...part, text: keyOf(part.text) }));
}

/** The same as written. */
function partsOf(text: string): { text: string; isPunctuation: boolean }[] {
  return textWords(text)
    .flatMap(({ lead, text: core, trail }) => [
      { text: lead, isPunctuation: true },
      { text: core, isPunctuation: !saysSomething(core) },
      { text: trail, isPunctuation: true },
    ])
    .filter((part) => part.text !== '');
}

/**
 * The words of a prompt with their tokens. No token crosses a space; one that crosses the edge of a
 * word, as a piece like "'t" does in "a 'tiger'", belongs to the word and not to its punctuation.
 */
function splitTokens(
  tokenizer: Tokenizer,
  prompt: string,
  unknown: string,
  names: readonly string[],
): { ids: number[]; words: PromptWord[] } {
  const words: PromptWord[] = [];
  const [first = 0, last = 0] = tokenizer.encode('').ids;
  const all = [first];
  for (const chunk of chunksOf(prompt, names)) {
    const start = all.length;
    const name = names.findIndex((known) => keyOf(known) === keyOf(chunk));
    if (name >= 0) {
      all.push(-1 - name);
      words.push({ text: keyOf(chunk), isPunctuation: false, start, end: start + 1 });
      continue;
    }
    const { ids, tokens } = tokenizer.encode(chunk, { add_special_tokens: false });
    const sizes = tokens.map((token: string) =>
      token === unknown ? 1 : [...token.replace(/<\/w>$/u, '')].length,
    );
    for (const { text, isPunctuation, from, to } of tokenSpans(chunk, sizes))
      words.push({ text, isPunctuation, start: start + from, end: start + to });
    all.push(...ids);
  }
  return { ids: [...all, last], words };
}

/** The parts of a prompt between spaces, and the names in them apart from what touches them. */
function chunksOf(prompt: string, names: readonly string[]): string[] {
  const chunks = prompt.split(' ');
  const parts =
    names.length === 0
      ? chunks
      : chunks.flatMap((part) => part.split(new RegExp(namePattern(names), 'iu')));
  return parts.filter(Boolean);
}

/**
 * Which of a chunk's tokens [from, to) each of its words became. A byte-level token is as many bytes
 * long as it has characters, so that tokens are found by their sizes; where these do not
 * add up, because the tokenizer rewrites its text, the chunk is one word.
 */
function tokenSpans(
  chunk: string,
  sizes: readonly number[],
): { text: string; isPunctuation: boolean; from: number; to: number }[] {
  const parts = partsOf(chunk);
  const edges = edgesOf(parts.map(({ text }) => Buffer.byteLength(text.toLowerCase())));
  const tokenEdges = edgesOf(sizes);
  if (edges.at(-1) !== tokenEdges.at(-1))
    return [{ text: keyOf(chunk), isPunctuation: false, from: 0, to: sizes.length }];
  const owners = sizes.map((_, token) => {
    const touched = [...parts.keys()].filter(
      (part) => edges[part]! < tokenEdges[token + 1]! && tokenEdges[token]! < edges[part + 1]!,
    );
    return touched.find((part) => !parts[part]!.isPunctuation) ?? touched[0];
  });
  return parts
    .map(({ text, isPunctuation }, part) => ({
      ...{ text: keyOf(text), isPunctuation },
      ...{ from: owners.indexOf(part), to: owners.lastIndexOf(part) + 1 },
    }))
    .filter(({ from }) => from >= 0);
}

/** Where things of these sizes begin and end when they stand one after another. */
function edgesOf(sizes: readonly number[]): number[] {
  const edges = [0];
  for (const size of sizes) edges.push(edges.at(-1)! + size);
  return edges;
}
