import { dirname } from 'node:path';
import { WordbrushError } from '../../errors.ts';
import { type Graph, insertTokenInputs, TOKEN_ADDED, TOKEN_KEPT } from '../../graph/index.ts';
import * as ort from '../../runtime.ts';
import { type Tensor, tensor } from '../../tensor.ts';
import { graphPath, type ModelFolder } from '../folder.ts';
import { checkNetworks, type Lora, mergeLoras, readLoras } from '../lora/lora.ts';
import { type Network, openNetwork } from './network.ts';
import { type EncodedPrompt, openTokenizer } from './tokenizer.ts';

export interface TextEncoder {
  /**
   * The context of a prompt, [1, L', D]: the hidden states of its L tokens, those of several encoders
   * side by side, and behind them the pooled embedding where the UNet reads one (`foldConditioning`).
   *
   * @param vectors embeddings [D] of the names in the prompt, in an encoder that reads names
   */
  encode(prompt: EncodedPrompt, vectors?: readonly Float32Array[]): Promise<Tensor>;
  close(): Promise<void>;
}

/** One of the networks that read the prompt. */
interface Part {
  readonly network: Network;
  /** Its hidden states [1, L, width]. */
  readonly hidden: string;
  idsOf(prompt: EncodedPrompt): readonly number[];
}

/**
 * Opens the text encoders, with the folder's LoRAs merged into them; their ids may be int32 or int64.
 * Throws `bad-model`.
 *
 * @param readsNames whether prompts may hold names, of which the folder must have one encoder only
 * @param more LoRAs beside the folder's
 */
export async function openTextEncoder(
  folder: ModelFolder,
  readsNames = false,
  more: readonly Lora[] = [],
): Promise<TextEncoder> {
  const { tokens, embeddingWidth: width, contextRows } = folder;
  const { encoders, pooled, isEmptyZero } = folder.family.text;
  const loras = [...(await readLoras(folder.loras)), ...more];
  checkNetworks(loras, ['unet', ...encoders.map(({ name }) => name)]);
  const parts: Part[] = [];
  for (const [i, { name, tokenizer }] of encoders.entries()) {
    const path = graphPath(folder, name);
    const network = await openNetwork(path, (graph) => {
      const isMerged = mergeLoras(graph, name, loras, dirname(path));
      if (readsNames) insertTokenInputs(graph, idsInput(graph), tokens);
      return isMerged || readsNames;
    });
    checkInputs(network);
    parts.push({
      network,
      hidden: hiddenOutput(network, encoders.length > 1),
      idsOf: i === 0 ? ({ ids }) => ids : await idsBy(folder, tokenizer),
    });
  }
  const last = parts.at(-1)!.network;
  if (pooled > 0 && !last.outputs.includes(POOLED))
    throw missingOutput(last, POOLED, 'the pooled embedding that the UNet reads');

  return {
    async encode(prompt, vectors = []) {
      const context = new Float32Array(contextRows * width);
      const dims = [1, contextRows, width];
      if (isEmptyZero && prompt.text === '') return tensor(context, dims);
      let column = 0;
      for (const { network, hidden, idsOf } of parts) {
        const isPooled = pooled > 0 && network === last;
        const outputs = isPooled ? [hidden, POOLED] : [hidden];
        const results = await network.run(tokenFeeds(network, idsOf(prompt), vectors), outputs);
        const states = results[hidden]!;
        const own = states.dims[2] ?? 0;
        if (states.dims[1] !== tokens || column + own > width)
          throw new WordbrushError(
            'bad-model',
            `${network.path} returns [${states.dims.join(', ')}]; the UNet reads ${tokens} tokens ` +
              `of width ${width}.`,
          );
        for (let token = 0; token < tokens; token++)
          context.set(states.data.subarray(token * own, (token + 1) * own), token * width + column);
        column += own;
        if (isPooled) context.set(results[POOLED]!.data.subarray(0, pooled), tokens * width);
      }
      return tensor(context, dims);
    },
    async close() {
      for (const { network } of parts) await network.close();
    },
  };
}

const POOLED = 'text_embeds';

/** A second encoder reads the same text by a tokenizer of its own, which pads otherwise. */
async function idsBy(folder: ModelFolder, name: string): Promise<Part['idsOf']> {
  const tokenizer = await openTokenizer(folder.path, folder.tokens, name);
  return ({ text }) => (text === '' ? tokenizer.empty : tokenizer.encode(text)).ids;
}

/** The last hidden state; of an encoder beside another the one before it, as SDXL was trained. */
function hiddenOutput(network: Network, isBesideAnother: boolean): string {
  if (!isBesideAnother)
    return network.outputs.includes('last_hidden_state')
      ? 'last_hidden_state'
      : network.outputs[0]!;
  const layers = network.outputs
    .map((name) => /^hidden_states\.(\d+)$/.exec(name)?.[1])
    .filter((layer) => layer !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const penultimate = layers.at(-2);
  if (penultimate === undefined)
    throw missingOutput(network, 'hidden_states.…', 'the hidden states before the last');
  return `hidden_states.${penultimate}`;
}

const OWN_INPUTS = ['attention_mask', TOKEN_KEPT, TOKEN_ADDED];

/** The input that holds the tokens' ids. */
export function idsInput(graph: Graph): string {
  return graph.inputs.find((name) => name !== 'attention_mask') ?? '';
}

function checkInputs(network: Network): void {
  const unknown = network.inputs.filter(
    ({ name }) => !OWN_INPUTS.includes(name) && name !== network.inputs[0]?.name,
  );
  const [ids] = network.inputs;
  if (!ids?.isTensor || unknown.length > 0)
    throw new WordbrushError(
      'bad-model',
      `${network.path} reads ${network.inputs.map(({ name }) => name).join(', ')}; a CLIP text ` +
        'encoder reads input_ids alone.',
    );
}

/**
 * The ids, in the type that the export reads; a mask, where there is one, masks nothing. The ids of
 * names give way to their vectors.
 */
export function tokenFeeds(
  { inputs }: { readonly inputs: Network['inputs'] },
  ids: readonly number[],
  vectors: readonly Float32Array[] = [],
): Record<string, ort.Tensor> {
  const dims = [1, ids.length];
  const values: Readonly<Record<string, () => ort.Tensor>> = {
    [TOKEN_KEPT]: () =>
      new ort.Tensor(
        'float32',
        Float32Array.from(ids, (id) => (id < 0 ? 0 : 1)),
        [...dims, 1],
      ),
    [TOKEN_ADDED]: () => addedTo(ids, vectors, widthOf(inputs)),
  };
  return Object.fromEntries(
    inputs.map((input) => {
      const own = values[input.name];
      if (own) return [input.name, own()];
      const known = ids.map((id) => Math.max(0, id));
      const numbers = input.name === 'attention_mask' ? ids.map(() => 1) : known;
      const feed =
        input.isTensor && input.type === 'int64'
          ? new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), dims)
          : new ort.Tensor('int32', Int32Array.from(numbers), dims);
      return [input.name, feed];
    }),
  );
}

/** Width of a token's embedding. */
function widthOf(inputs: Network['inputs']): number {
  const added = inputs.find(({ name }) => name === TOKEN_ADDED);
  return added?.isTensor ? Number(added.shape[2]) : 0;
}

function addedTo(
  ids: readonly number[],
  vectors: readonly Float32Array[],
  width: number,
): ort.Tensor {
  const added = new Float32Array(ids.length * width);
  for (const [token, id] of ids.entries()) if (id < 0) added.set(vectors[-1 - id]!, token * width);
  return new ort.Tensor('float32', added, [1, ids.length, width]);
}

function missingOutput({ path }: Network, output: string, what: string): WordbrushError {
  return new WordbrushError(
    'bad-model',
    `${path} has no output ${output}, ${what}: export the model with \`optimum-cli export onnx\`, ` +
      'which writes it.',
  );
}
