import { createHash } from 'node:crypto';
import { Recent } from '../../recent.ts';
import type { Subject } from '../../types.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { openTextEncoder, type TextEncoder } from '../parts/text-encoder.ts';
import { holdsName } from '../parts/tokenizer.ts';
import { AdaptedUNet, adaptableUNet } from './adapted-unet.ts';
import { embeddingOf, modulesOfSubject, ofAnotherModel } from './subject-file.ts';

/** Models with subjects that stay open: a thread edits with the same one again and again. */
const OPEN_MODELS = 3;

/** A model, and the same with subjects as prompts ask for them. */
export class SubjectModels {
  readonly #base: LoadedModel;
  #textEncoder: Promise<TextEncoder> | undefined;
  readonly #open = new Recent<LoadedModel>(OPEN_MODELS);

  constructor(base: LoadedModel) {
    this.#base = base;
  }

  /**
   * The model that reads these prompts: the base itself, where they hold no subject's name.
   *
   * @throws WordbrushError `bad-option` for a subject of another model
   */
  async for(prompts: readonly string[], subjects: readonly Subject[] = []): Promise<LoadedModel> {
    const named = subjects.filter(({ name }) => prompts.some((prompt) => holdsName(prompt, name)));
    if (named.length === 0) return this.#base;
    for (const { fingerprint, name } of named)
      if (fingerprint !== this.#base.folder.fingerprint) throw ofAnotherModel(name);
    const key = keyOf(named);
    const model = this.#open.get(key) ?? (await this.#make(named));
    await this.#open.set(key, model)?.close();
    return model;
  }

  async #make(subjects: readonly Subject[]): Promise<LoadedModel> {
    const { folder } = this.#base;
    const modules = subjects.flatMap(modulesOfSubject);
    const vectors = subjects.map((subject) => embeddingOf(subject, folder.embeddingWidth));
    return this.#base.with(await this.#encoder(), {
      names: subjects.map(({ name }) => name),
      vectors,
      graphs: (latent) => new AdaptedUNet(adaptableUNet(folder, latent), modules),
    });
  }

  #encoder(): Promise<TextEncoder> {
    this.#textEncoder ??= openTextEncoder(this.#base.folder, true);
    this.#textEncoder.catch(() => {
      this.#textEncoder = undefined;
    });
    return this.#textEncoder;
  }

  async close(): Promise<void> {
    for (const model of this.#open.clear()) await model.close();
    await (await this.#textEncoder)?.close();
  }
}

/** Teaching a name anew makes another subject of it. */
function keyOf(subjects: readonly Subject[]): string {
  const hash = createHash('sha256');
  for (const { name, embedding, lora } of subjects)
    hash
      .update(`${name}\n`)
      .update(embedding)
      .update(lora ?? '');
  return hash.digest('hex');
}
