import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfCancelled } from '../../src/pipeline/errors.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import type { ServedPipeline } from '../../src/pipeline/process/serve.ts';
import { tensor } from '../../src/pipeline/tensor.ts';
import type { JobOptions, Picture, Progress } from '../../src/pipeline/types.ts';

const SIDE = 16;
const UNITS = 4;

/**
 * A timed stand-in for the pipeline: it takes a moment where the real one takes seconds, and makes
 * plain grey pictures.
 *
 * @param unitMs how long one unit of work takes, which may change; a job has four
 */
export function standIn(unitMs: number | (() => number)): ServedPipeline {
  const work = async (
    phase: Progress['phase'],
    { signal, onProgress }: JobOptions,
  ): Promise<void> => {
    for (let done = 1; done <= UNITS; done++) {
      throwIfCancelled(signal);
      await sleep(typeof unitMs === 'number' ? unitMs : unitMs());
      onProgress?.({ phase, done, total: UNITS });
    }
  };
  return {
    async invert(_image, prompt, options) {
      const { method = 'null-text', steps = 4 } = options;
      await work('invert', options);
      return {
        fingerprint: 'stand-in',
        prompt: prompt ?? 'a cat',
        guidanceScale: 2,
        timesteps: [1],
        latent: { channels: 1, height: 1, width: 1 },
        trajectory: tensor(new Float32Array(2), [2, 1, 1, 1]),
        nullEmbeddings: tensor(new Float32Array(1), [1, 1, 1]),
        attention: tensor(new Float32Array(1), [1, 1]),
        picture: await encodePng(grey(90)),
        report: {
          ...{ method, steps, psnr: 30, vaePsnr: 31 },
          ...{ unetEvaluations: 1, gradientEvaluations: 0, seconds: 0.1 },
        },
      };
    },
    async edit({ prompt: sourcePrompt }, specs, options) {
      await work('edit', options);
      return specs.map(({ targetPrompt }) => ({
        ...{ picture: grey(120), method: 'prompt-to-prompt', kind: 'replace', mask: null },
        ...{ sourcePrompt, targetPrompt, unetRows: 1, seconds: 0.1 },
      }));
    },
    async learn(images, name, className, options) {
      await work('learn', options);
      const { method = 'dreambooth', steps = 9 } = options;
      return {
        ...{ name, className, fingerprint: 'stand-in', lora: Uint8Array.of(1) },
        embedding: Uint8Array.of(2),
        report: { method, steps, seconds: 0.1, loss: 0.1, pictures: images.length },
      };
    },
    async words() {
      return [{ word: 'cat', map: tensor(Float32Array.of(1), [1, 1]) }];
    },
    async reconstruct() {
      return grey(91);
    },
    async caption() {
      return { sentence: 'a cat', confidence: 1 };
    },
  };
}

function grey(shade: number): Picture {
  return { width: SIDE, height: SIDE, data: new Uint8Array(3 * SIDE ** 2).fill(shade) };
}
