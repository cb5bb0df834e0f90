import { WordbrushError } from '../../errors.ts';
import { Recent } from '../../recent.ts';
import type { LoraChoice, LoraUse } from '../../types.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { noSuchLora } from './lora.ts';

/** Models kept with LoRAs of an edit in them: each holds a UNet and text encoders of its own. */
const KEPT = 2;

/** A model, and the same with named LoRAs merged into it, made when an edit first asks for them. */
export class AdaptedModels {
  readonly #model: LoadedModel;
  readonly #named: ReadonlyMap<string, LoraChoice>;
  readonly #adapted = new Recent<Promise<LoadedModel>>(KEPT);

  constructor(model: LoadedModel, loras: readonly LoraChoice[]) {
    this.#model = model;
    this.#named = new Map(
      loras.flatMap(({ name, ...choice }) => (name === undefined ? [] : [[name, choice]])),
    );
  }

  /**
   * Refuses LoRAs that there are not, and more choices of them than are kept.
   *
   * @throws WordbrushError `bad-edit`
   */
  check(specs: readonly { readonly loras?: readonly LoraUse[] }[]): void {
    const keys = new Set(specs.map(({ loras = [] }) => JSON.stringify(this.#choicesOf(loras))));
    keys.delete('[]');
    if (keys.size > KEPT)
      throw new WordbrushError(
        'bad-edit',
        `Pictures of one edit can be drawn with ${KEPT} choices of LoRAs at most.`,
      );
  }

  /**
   * The model with these LoRAs. `reader` is what its prompts ask for: a model with subjects takes none.
   *
   * @throws WordbrushError `bad-edit` for what does not go together, `bad-option` for a file that does not fit
   */
  async of(reader: LoadedModel, uses: readonly LoraUse[]): Promise<LoadedModel> {
    if (reader !== this.#model)
      throw new WordbrushError(
        'bad-edit',
        'What was learned and a LoRA do not go together: leave “with …” out, or the name.',
      );
    const choices = this.#choicesOf(uses);
    const key = JSON.stringify(choices);
    const model = this.#adapted.get(key) ?? this.#model.adapted(choices);
    const unused = this.#adapted.set(key, model);
    model.catch(() => this.#adapted.delete(key));
    await (await unused?.catch(() => null))?.close();
    return await model;
  }

  async close(): Promise<void> {
    for (const model of this.#adapted.clear()) await (await model).close();
  }

  #choicesOf(uses: readonly LoraUse[]): LoraChoice[] {
    return uses.map(({ name, scale }) => {
      const choice = this.#named.get(name.toLowerCase());
      if (!choice) throw noSuchLora(name, [...this.#named.keys()]);
      return { ...choice, scale: scale ?? choice.scale };
    });
  }
}
