import { throwIfCancelled, WordbrushError } from '../../src/pipeline/errors.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import type { Pipeline } from '../../src/pipeline/process/supervisor.ts';
import type { Inversion, Picture, Subject } from '../../src/pipeline/types.ts';

export const solid = (shade: number): Picture => ({
  width: 16,
  height: 16,
  data: new Uint8Array(16 * 16 * 3).fill(shade),
});

/** What it takes a picture for that comes without a sentence. */
export const CAPTION = 'a cat on a red background';

/** The picture as far as an inversion has come, in base64. */
export const PREVIEW = Buffer.from('half-way').toString('base64');

/** Stands in for the model: immediate, or held until released. */
export function fakeModel(fingerprint = 'fake') {
  let hold: Promise<void> | null = null;
  let scores: readonly number[] = [];
  const calls: { kind: string; detail: unknown }[] = [];
  /** Which subjects a job was given, where there are any. */
  const named = (subjects: readonly Subject[] = []): void => {
    if (subjects.length > 0)
      calls.push({ kind: 'subjects', detail: subjects.map(({ name }) => name) });
  };
  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    throwIfCancelled(signal);
    const aborted = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true }),
    );
    if (hold !== null) await Promise.race([hold, aborted]);
    throwIfCancelled(signal);
  };
  const pipeline: Pipeline = {
    async invert(image, given, options = {}): Promise<Inversion> {
      const prompt = given ?? CAPTION;
      calls.push({ kind: options.method ?? 'null-text', detail: prompt });
      named(options.subjects);
      if (image.length === 0 || prompt.includes('unspeakable'))
        throw new WordbrushError('bad-prompt', 'The prompt has too many words. Say it shorter.');
      const unlike = prompt.includes('photograph') ? { unlike: 'emoji scenes' } : {};
      options.onProgress?.({ phase: 'invert', done: 1, total: 2, preview: PREVIEW, ...unlike });
      await wait(options.signal);
      const empty = { data: new Float32Array(0), dims: [0] };
      return {
        fingerprint,
        prompt,
        guidanceScale: 3,
        timesteps: [1],
        latent: { channels: 4, height: 2, width: 2 },
        trajectory: empty,
        nullEmbeddings: empty,
        attention: empty,
        picture: await encodePng(solid(90)),
        report: {
          method: options.method ?? 'null-text',
          steps: 1,
          psnr: options.method === 'null-text' ? 29.9 : 27,
          vaePsnr: 30,
          ...unlike,
          unetEvaluations: 1,
          gradientEvaluations: 0,
          seconds: 1,
          ...(given === null && { captionConfidence: 0.9 }),
        },
      };
    },
    async caption() {
      return { sentence: CAPTION, confidence: 0.9 };
    },
    async edit(inversion, specs, options = {}) {
      calls.push({ kind: 'edit', detail: specs });
      named(options.subjects);
      options.onProgress?.({ phase: 'edit', done: 1, total: 2 });
      await wait(options.signal);
      return specs.map((spec, i) => ({
        picture: solid(100 + i),
        method: spec.method ?? 'prompt-to-prompt',
        kind: 'replace',
        mask: /edit$/.test(spec.method ?? '') ? solid(255) : null,
        sourcePrompt: inversion.prompt,
        targetPrompt: spec.targetPrompt,
        unetRows: 1,
        seconds: 1,
        ...(scores[i] !== undefined && { fit: { score: scores[i], share: scores[i] } }),
      }));
    },
    async learn(images, name, className, options = {}) {
      calls.push({ kind: 'learn', detail: { name, className, pictures: images.length } });
      options.onProgress?.({ phase: 'learn', done: 1, total: 2 });
      await wait(options.signal);
      if (name === 'Mixed')
        throw new WordbrushError(
          'bad-image',
          'The pictures show different things. Send pictures of one.',
        );
      return {
        ...{ name, className, fingerprint, lora: Uint8Array.of(1, 2), embedding: Uint8Array.of(3) },
        report: {
          ...{ method: 'dreambooth', steps: 100, seconds: 42, loss: 0.1, pictures: images.length },
        },
      };
    },
    async words() {
      return [{ word: 'cat', map: { data: new Float32Array(4).fill(0.5), dims: [2, 2] } }];
    },
    async reconstruct() {
      return solid(91);
    },
  };
  return {
    pipeline,
    calls,
    /** What a CLIP says from now on of the pictures of one edit, in the order in which they are asked for. */
    measure(fits: readonly number[]): void {
      scores = fits;
    },
    /** Every call waits until the answer is called. */
    hold(): () => void {
      let release = (): void => {};
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        hold = null;
        release();
      };
    },
  };
}
