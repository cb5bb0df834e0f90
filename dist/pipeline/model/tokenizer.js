import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { WordbrushError } from '../errors.js';
import { keyOf, normaliseText, saysSomething, textWords } from '../text.js';
const TokenName = z.union([
    z.string(),
    z.object({ content: z.string() }).transform((t) => t.content),
]);
const TokenizerConfig = z.looseObject({
    bos_token: TokenName.default('<|startoftext|>'),
    eos_token: TokenName.default('<|endoftext|>'),
    unk_token: TokenName.default('<|endoftext|>'),
    pad_token: TokenName.default('<|endoftext|>'),
});
/**
 * Reads `tokenizer/` of a model folder, from tokenizer.json or from CLIP's vocab.json and merges.txt.
 * `context` is L, the number of tokens that the text encoder reads.
 */
export async function openTokenizer(modelFolder, context) {
    const folder = join(modelFolder, 'tokenizer');
    // Where both name a token, the map of special tokens counts: Stable Diffusion 2's padding.
    const config = TokenizerConfig.parse({
        ...(await readJson(join(folder, 'tokenizer_config.json'), z.looseObject({}))),
        ...(await readJson(join(folder, 'special_tokens_map.json'), z.looseObject({}))),
    });
    const tokenizer = new Tokenizer(await tokenizerJson(folder, config), config);
    const padding = tokenizer.token_to_id(config.pad_token);
    if (padding === undefined)
        throw bad(`${folder} names ${config.pad_token} as padding, which is not in its vocabulary.`);
    function pad(text, ids, words) {
        const padded = Array.from({ length: context }, (_, i) => ids[i] ?? padding);
        return { text, ids: padded, length: ids.length, words };
    }
    return {
        empty: pad('', tokenizer.encode('').ids, []),
        encode(text) {
            const prompt = normaliseText(text);
            const ids = tokenizer.encode(prompt).ids;
            const words = splitTokens(tokenizer, prompt, config.unk_token);
            if (words.length === 0)
                throw new WordbrushError('bad-prompt', 'The prompt is empty: describe the picture in a sentence.');
            if (ids.length > context)
                throw new WordbrushError('bad-prompt', `The prompt is ${ids.length - 2} tokens long and this model reads at most ` +
                    `${context - 2}: shorten “${prompt}”.`);
            if (words.at(-1).end !== ids.length - 1)
                throw bad(`${folder} has a tokenizer that joins words; Wordbrush needs a CLIP tokenizer.`);
            return pad(prompt, ids, words);
        },
    };
}
/** The words of a text, with the punctuation before and after each set apart. */
export function splitWords(text) {
    return partsOf(normaliseText(text)).map((part) => ({ ...part, text: keyOf(part.text) }));
}
/** The same as written. */
function partsOf(text) {
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
function splitTokens(tokenizer, prompt, unknown) {
    const words = [];
    let start = 1; // after the start-of-text token
    for (const chunk of prompt.split(' ').filter(Boolean)) {
        const { ids, tokens } = tokenizer.encode(chunk, { add_special_tokens: false });
        const sizes = tokens.map((token) => token === unknown ? 1 : [...token.replace(/<\/w>$/u, '')].length);
        for (const { text, isPunctuation, from, to } of tokenSpans(chunk, sizes))
            words.push({ text, isPunctuation, start: start + from, end: start + to });
        start += ids.length;
    }
    return words;
}
/**
 * Which of a chunk's tokens [from, to) each of its words became. A byte-level token is as many bytes
 * long as it has characters, so that tokens are found by their sizes; where these do not
 * add up, because the tokenizer rewrites its text, the chunk is one word.
 */
function tokenSpans(chunk, sizes) {
    const parts = partsOf(chunk);
    const edges = edgesOf(parts.map(({ text }) => Buffer.byteLength(text.toLowerCase())));
    const tokenEdges = edgesOf(sizes);
    if (edges.at(-1) !== tokenEdges.at(-1))
        return [{ text: keyOf(chunk), isPunctuation: false, from: 0, to: sizes.length }];
    const owners = sizes.map((_, token) => {
        const touched = [...parts.keys()].filter((part) => edges[part] < tokenEdges[token + 1] && tokenEdges[token] < edges[part + 1]);
        return touched.find((part) => !parts[part].isPunctuation) ?? touched[0];
    });
    return parts
        .map(({ text, isPunctuation }, part) => ({
        ...{ text: keyOf(text), isPunctuation },
        ...{ from: owners.indexOf(part), to: owners.lastIndexOf(part) + 1 },
    }))
        .filter(({ from }) => from >= 0);
}
/** Where things of these sizes begin and end when they stand one after another. */
function edgesOf(sizes) {
    const edges = [0];
    for (const size of sizes)
        edges.push(edges.at(-1) + size);
    return edges;
}
/** tokenizer.json, or its equivalent of CLIP's slow tokenizer files. */
async function tokenizerJson(folder, config) {
    const ready = await readJson(join(folder, 'tokenizer.json'), z.looseObject({}));
    if (ready)
        return ready;
    const vocab = await readJson(join(folder, 'vocab.json'), z.record(z.string(), z.int()));
    const merges = await readFile(join(folder, 'merges.txt'), 'utf8').catch(() => null);
    if (!vocab || merges === null)
        throw bad(`${folder} has neither tokenizer.json nor vocab.json and merges.txt.`);
    const special = [...new Set([config.bos_token, config.eos_token, config.pad_token])].map((content) => ({ id: vocab[content], content, special: true, normalized: false }));
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
/** The parsed file, or null when there is none. */
async function readJson(path, schema) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null)
        return null;
    try {
        return schema.parse(JSON.parse(text));
    }
    catch (cause) {
        throw bad(`${path} is damaged: download the model folder again.`, cause);
    }
}
function bad(message, cause) {
    return new WordbrushError('bad-model', message, { cause });
}
