import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Graph,
  gradientName,
  importGraph,
  insertTokenInputs,
  normalise,
  readData,
  serializeGraph,
  TOKEN_ADDED,
  tokenGradientGraph,
  valuesOf,
} from '../graph/index.ts';
import { graphPath, type ModelFolder } from '../model/folder.ts';
import { mergeLoras, readLoras } from '../model/lora/lora.ts';
import { runSession, toFloat32 } from '../model/parts/network.ts';
import { idsInput, tokenFeeds } from '../model/parts/text-encoder.ts';
import type { EncodedPrompt } from '../model/parts/tokenizer.ts';
import { openSession } from '../model/session.ts';
import * as ort from '../runtime.ts';
import { type Tensor, tensor } from '../tensor.ts';

/** A text encoder that can be differentiated with respect to the embedding of one new token. */
export interface TokenTrainer {
  /** Embedding [D] of a token of the vocabulary. */
  embeddingOf(id: number): Float32Array;
  /** The context [1, L, D] of a prompt in which the name stands for the vector. */
  encode(prompt: EncodedPrompt, vector: Float32Array): Promise<Tensor>;
  /** Gradient [D] of the loss with respect to the vector, from that with respect to the context. */
  gradient(prompt: EncodedPrompt, vector: Float32Array, context: Tensor): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens the folder's text encoder for that. Throws `bad-model`, `unsupported-op`. */
export async function openTokenTrainer(folder: ModelFolder): Promise<TokenTrainer> {
  const { tokens, embeddingWidth: width } = folder;
  const path = graphPath(folder, 'text_encoder');
  const scratch = await mkdtemp(join(tmpdir(), 'wordbrush-token-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  try {
    const stock = await importGraph(path, scratch);
    mergeLoras(stock, 'text_encoder', await readLoras(folder.loras), dirname(path));
    const ids = idsInput(stock);
    const table = insertTokenInputs(stock, ids, tokens);
    const embeddings = stock.initializers.get(table)!;
    const rows = { ...embeddings, data: readData(embeddings, scratch) };
    const fixed = await normalise(stock, sizesOf(stock, tokens), scratch);
    const hidden = fixed.outputs.includes('last_hidden_state')
      ? 'last_hidden_state'
      : fixed.outputs[0]!;
    const graph = tokenGradientGraph(fixed, hidden);
    const session = await openSession(path, {
      graph: serializeGraph(graph),
      externalDataFolder: scratch,
    });
    const run = async (
      prompt: EncodedPrompt,
      vector: Float32Array,
      cotangent: Tensor,
      output: string,
    ): Promise<Tensor> => {
      const feeds = {
        ...tokenFeeds({ inputs: session.inputMetadata }, prompt.ids, [vector]),
        cotangent: new ort.Tensor('float32', cotangent.data, cotangent.dims),
      };
      return toFloat32((await runSession(session, feeds, path, [output]))[output]!, path);
    };
    const nothing = tensor(new Float32Array(tokens * width), [1, tokens, width]);
    return {
      embeddingOf(id) {
        const size = rows.data.length / rows.dims[0]!;
        const data = rows.data.slice(id * size, (id + 1) * size);
        return Float32Array.from(valuesOf({ type: rows.type, dims: [width], data }));
      },
      encode: (prompt, vector) => run(prompt, vector, nothing, hidden),
      async gradient(prompt, vector, context) {
        const added = await run(prompt, vector, context, gradientName(TOKEN_ADDED));
        const sum = new Float32Array(width);
        for (const [token, id] of prompt.ids.entries())
          if (id < 0) for (let i = 0; i < width; i++) sum[i]! += added.data[token * width + i]!;
        return sum;
      },
      async close() {
        await session.release();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** One row of L tokens: the ids, a mask where there is one, and the token inputs as they are. */
function sizesOf(encoder: Graph, tokens: number): Record<string, readonly number[]> {
  return Object.fromEntries(
    encoder.inputs.map((name) => {
      const { dims } = encoder.typeOf(name);
      return [name, dims.length === 2 ? [1, tokens] : encoder.dimsOf(name)] as const;
    }),
  );
}
