/** What a folder of a tokenizer holds, as `@huggingface/tokenizers` reads it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bad } from '../config/config-files.ts';

const TokenName = z
  .union([z.string(), z.object({ content: z.string() }).transform((t) => t.content)])
  .nullish();
const END = '<|endoftext|>';
/** Exporters write null for a token that they leave to its default. */
const TokenizerConfig = z
  .looseObject({
    bos_token: TokenName,
    eos_token: TokenName,
    unk_token: TokenName,
    pad_token: TokenName,
  })
  .transform((config) => ({
    ...config,
    bos_token: config.bos_token ?? '<|startoftext|>',
    eos_token: config.eos_token ?? END,
    unk_token: config.unk_token ?? config.eos_token ?? END,
    pad_token: config.pad_token ?? config.eos_token ?? END,
  }));
export type TokenizerConfig = z.infer<typeof TokenizerConfig>;

export async function readTokenizerConfig(folder: string): Promise<TokenizerConfig> {
  const read = async (name: string) =>
    withoutNulls(await readJson(join(folder, name), z.looseObject({})));
  // Where both name a token, the map of special tokens counts: Stable Diffusion 2's padding.
  return TokenizerConfig.parse({
    ...(await read('tokenizer_config.json')),
    ...(await read('special_tokens_map.json')),
  });
}

/** tokenizer.json, or its equivalent of CLIP's slow tokenizer files. */
export async function tokenizerJson(folder: string, config: TokenizerConfig): Promise<object> {
  const ready = await readJson(join(folder, 'tokenizer.json'), z.looseObject({}));
  if (ready) return ready;
  const Ids = z.record(z.string(), z.int().nonnegative());
  const words = await readJson(join(folder, 'vocab.json'), Ids);
  // Where the vocabulary itself ends before the special tokens, they stand in a file of their own.
  const vocab = words && { ...words, ...(await readJson(join(folder, 'added_tokens.json'), Ids)) };
  const merges = await readFile(join(folder, 'merges.txt'), 'utf8').catch(() => null);
  if (!vocab || merges === null)
    throw bad(`${folder} has neither tokenizer.json nor vocab.json and merges.txt.`);
  for (const content of [config.bos_token, config.eos_token, config.pad_token])
    if (vocab[content] === undefined)
      throw bad(`${folder} names ${content} as a special token, which is not in its vocabulary.`);
  const special = [...new Set([config.bos_token, config.eos_token, config.pad_token])].map(
    (content) => ({ id: vocab[content], content, special: true, normalized: false }),
  );
  return {
    added_tokens: special,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: {
            Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
          },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [config.eos_token, vocab[config.eos_token]],
      cls: [config.bos_token, vocab[config.bos_token]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      unk_token: config.unk_token,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version')),
    },
  };
}

function withoutNulls(config: object | null): object {
  return Object.fromEntries(Object.entries(config ?? {}).filter(([, value]) => value !== null));
}

/** The parsed file, or null when there is none. */
async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw bad(`${path} is damaged: download the model folder again.`, cause);
  }
}
