import { join } from 'node:path';
import { z } from 'zod';
import { readGraph, unetFacts } from '../../graph/index.ts';
import type { TextPart, UNetSizes } from '../family.ts';
import { isFile, readModelConfig } from './config-files.ts';
import type { SchedulerConfig } from './scheduler-config.ts';

// The networks' configs. Exports by diffusers' own script carry none: then the graphs tell.
const UnetConfig = z.looseObject({
  in_channels: z.int().positive(),
  out_channels: z.int().positive().default(4),
  sample_size: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]).optional(),
  cross_attention_dim: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]),
  /** Width of the guidance embedding of latent consistency models. */
  time_cond_proj_dim: z.int().positive().nullish(),
  /** SDXL: the pooled embedding and six embedded sizes, added up. */
  addition_embed_type: z.string().nullish(),
  addition_time_embed_dim: z.int().positive().nullish(),
  projection_class_embeddings_input_dim: z.int().positive().nullish(),
  /** Each level after the first halves the latent's sides. */
  block_out_channels: z.array(z.int().positive()).min(1).default([320, 640, 1280, 1280]),
});

const VaeConfig = z.looseObject({
  scaling_factor: z.number().positive().nullish(),
  /** Each level after the first halves the sides. */
  block_out_channels: z.array(z.int().positive()).min(1).default([128, 256, 512, 512]),
});

const TextEncoderConfig = z.looseObject({
  hidden_size: z.int().positive().nullish(),
  max_position_embeddings: z.int().positive().nullish(),
});

/** Some exports write 1e30 where their tokenizer knows no limit. */
const MOST_TOKENS = 1000;
const TokenizerConfig = z.looseObject({ model_max_length: z.number().positive().nullish() });

/** What the UNet reads and writes: by its config, else by its graph. */
export async function sizesOfUnet(root: string, scheduler: SchedulerConfig): Promise<UNetSizes> {
  const config = await readModelConfig(root, 'unet/config.json', UnetConfig);
  if (config) {
    const contextWidth = [config.cross_attention_dim].flat()[0]!;
    const { projection_class_embeddings_input_dim: added, addition_time_embed_dim: each } = config;
    const pooled =
      config.addition_embed_type === 'text_time' && added && each ? added - 6 * each : null;
    return {
      channels: config.in_channels,
      outputChannels: config.out_channels,
      contextWidth,
      side: [config.sample_size ?? []].flat()[0] ?? usualSide(contextWidth, pooled, scheduler),
      pooled,
      guidance: config.time_cond_proj_dim ?? null,
      halvings: config.block_out_channels.length - 1,
    };
  }
  const facts = unetFacts(await readGraph(join(root, 'unet/model.onnx')));
  const contextWidth = facts.contextWidth ?? 768;
  return {
    ...facts,
    channels: facts.channels ?? 4,
    outputChannels: facts.outputChannels ?? 4,
    contextWidth,
    side: facts.fixed?.height ?? usualSide(contextWidth, facts.pooled, scheduler),
  };
}

/** Side of the latent that a generation was trained at: 512, 768 or 1024 pixels. */
function usualSide(
  contextWidth: number,
  pooled: number | null,
  { prediction_type }: SchedulerConfig,
): number {
  if (pooled !== null) return 128;
  return contextWidth === 1024 && prediction_type === 'v_prediction' ? 96 : 64;
}

/** The text encoders, with L. */
export async function textParts(
  root: string,
  unet: UNetSizes,
): Promise<(TextPart & { tokens: number })[]> {
  const parts = [];
  for (const suffix of ['', '_2']) {
    const [name, tokenizer] = [`text_encoder${suffix}`, `tokenizer${suffix}`];
    if (!(await isFile(root, `${name}/model.onnx`))) continue;
    const config = await readModelConfig(root, `${name}/config.json`, TextEncoderConfig);
    const words = await readModelConfig(
      root,
      `${tokenizer}/tokenizer_config.json`,
      TokenizerConfig,
    );
    const longest = words?.model_max_length ?? 77;
    const tokens =
      config?.max_position_embeddings ??
      (longest <= MOST_TOKENS ? longest : await positionsOf(root, name));
    parts.push({ name, tokenizer, width: config?.hidden_size ?? unet.contextWidth, tokens });
  }
  return parts;
}

/** Tokens that a text encoder has positions for. */
async function positionsOf(root: string, name: string): Promise<number> {
  const { initializers } = await readGraph(join(root, name, 'model.onnx'));
  for (const [weight, { dims }] of initializers)
    if (weight.endsWith('position_embedding.weight')) return dims[0] ?? 77;
  return 77;
}

/** What a latent is to a picture. */
export async function sizesOfVae(
  root: string,
  unet: UNetSizes,
): Promise<{ readonly factor: number; readonly scale: number }> {
  const { scaling_factor: scale, block_out_channels: levels } =
    (await readModelConfig(root, 'vae_decoder/config.json', VaeConfig)) ??
    (await readModelConfig(root, 'vae_encoder/config.json', VaeConfig)) ??
    VaeConfig.parse({});
  return {
    factor: 2 ** (levels.length - 1),
    scale: scale ?? (unet.pooled === null ? 0.18215 : 0.13025),
  };
}
