import { describe, expect, it } from 'vitest';
import { WordbrushError } from '../pipeline/errors.ts';
import { parseEdit } from './edit-language.ts';
import { editSpecsOf } from './edit-specs.ts';

const PROMPT = 'a cat on a red background in the light snow';
const target = (edit: string, prompt = PROMPT): string => parseEdit(edit, prompt).targetPrompt;

describe('replacing a phrase', () => {
  const lion = 'a lion on a red background in the light snow';

  it.each([
    '"a cat" -> "a lion"',
    'a cat -> a lion',
    'cat → lion',
    '“cat” => “lion”',
    "'cat' ⇒ 'lion'",
    '`cat` --> `lion`',
    '&quot;cat&quot; -&gt; &quot;lion&quot;',
    '"cat"->"lion"',
    'cat->lion',
    '«cat» –> «lion»',
    'CAT\u00a0->\u00a0lion',
  ])('reads %s', (edit) => expect(target(edit)).toBe(lion));

  it('keeps the punctuation that followed the old words', () => {
    expect(target('cake -> pie', 'a cake, on a table.')).toBe('a pie, on a table.');
    expect(target('table -> "a hill"', 'cake on table.')).toBe('cake on a hill.');
  });

  it('makes the article agree', () => {
    expect(target('cat -> owl', 'A cat')).toBe('An owl');
    expect(target('apple -> pear', 'an apple')).toBe('a pear');
  });

  it('refines, and takes several edits at once, one after another', () => {
    expect(target('"a cat" -> "a cat wearing a crown"')).toBe(
      'a cat wearing a crown on a red background in the light snow',
    );
    expect(target('cat -> dog; red -> blue; dog -> fox')).toBe(
      'a fox on a blue background in the light snow',
    );
  });

  it('keeps hyphens and apostrophes inside words', () => {
    expect(target("cat -> the dog's well-lit hat", 'cat')).toBe("the dog's well-lit hat");
    expect(target("'the cat's hat' -> 'a bow'", "the cat's hat")).toBe('a bow');
  });
});

describe('adding and removing', () => {
  it('adds to the end and removes a phrase', () => {
    expect(target('+ "in the rain"', 'a cat')).toBe('a cat in the rain');
    expect(target('- "in the light snow"')).toBe('a cat on a red background');
    expect(target('- wearing a hat', 'a cat wearing a hat')).toBe('a cat');
  });
});

describe('re-weighting', () => {
  it.each([
    ['"snow" * 2', 2],
    ['snow*-1.5', -1.5],
    ['snow × 0,5', 0.5],
    ['snow++', 2],
    ['snow +++', 2.5],
    ['snow--', 0],
    ['snow—', 0],
    ['"light snow" * 3', 3],
  ])('reads %s as %d', (edit, factor) => {
    const request = parseEdit(edit, PROMPT);
    expect(request.targetPrompt).toBe(PROMPT);
    expect(request.weights.map((weight) => weight.factor)).toEqual([factor]);
  });

  it('may weigh a word that the same edit brings in', () => {
    expect(parseEdit('+ "in the rain"; rain * 2', 'a cat')).toMatchObject({
      targetPrompt: 'a cat in the rain',
      weights: [{ words: 'rain', factor: 2 }],
    });
  });

  it('counts the last weight of a word, however it is written', () => {
    expect(parseEdit('"cat" * 2; "CAT" * 3', PROMPT).weights).toEqual([
      { words: 'CAT', factor: 3 },
    ]);
    expect(parseEdit('man’s * 2', "a man's hat").weights).toHaveLength(1);
    expect(parseEdit('"🐱" * 2; "&" * 2', 'a 🐱 & a dog').weights).toHaveLength(2);
  });

  it('refuses a weight out of range', () => {
    expect(() => parseEdit('snow * 9', PROMPT)).toThrow(/from -2 to 5; 9 is outside/);
  });
});

describe('options', () => {
  it('reads them all, in any order, after the edits', () => {
    expect(
      parseEdit('cat -> lion strength 0.8 x4 structure .5 only "cat" keep background', PROMPT)
        .options,
    ).toEqual({ strength: 0.8, structure: 0.5, only: 'cat', keep: 'background', variations: 4 });
  });

  it('weighs by attention alone, as in the paper, where that is said', () => {
    const edit = parseEdit('"snow" * 2 weighing attention seed 7', PROMPT);
    expect(editSpecsOf(edit, PROMPT)).toMatchObject([{ weighing: 'attention', seed: 7 }]);
    expect(target('+ a man weighing apples')).toContain('a man weighing apples');
    expect(() => parseEdit('cat -> dog weighing attention using sdedit', PROMPT)).toThrow(
      /SDEdit has no “weighing”/,
    );
  });

  it('does not take a quoted word for an option', () => {
    expect(target('cat -> "the only cat"')).toContain('the only cat on');
  });

  it('refuses values out of range', () => {
    expect(() => parseEdit('cat -> lion strength 2', PROMPT)).toThrow(
      /“strength” goes from 0 to 1/,
    );
    expect(() => parseEdit('cat -> lion x99', PROMPT)).toThrow(/x1 to x9/);
  });

  it('tells the pipeline which words stand for an object on both sides', () => {
    const [spec] = editSpecsOf(parseEdit('cat -> lion only cat keep background', PROMPT), PROMPT);
    expect(spec).toMatchObject({
      blend: {
        source: 'cat',
        target: 'lion',
        subtract: { source: 'background', target: 'background' },
      },
    });
    expect(editSpecsOf(parseEdit('cat -> lion strength 1 structure 0.2', PROMPT), PROMPT)).toEqual([
      {
        targetPrompt: 'a lion on a red background in the light snow',
        strength: 1,
        selfWindow: [0, 0.2],
      },
    ]);
  });
});

describe('using another method', () => {
  const specs = (text: string) => editSpecsOf(parseEdit(text, PROMPT), PROMPT);

  it('takes its own dials', () => {
    const targetPrompt = target('cat -> lion');
    expect(specs('cat -> lion using sdedit strength 0.4 seed 3')).toEqual([
      { targetPrompt, method: 'sdedit', strength: 0.4, seed: 3 },
    ]);
    expect(specs('cat -> lion ratio 0.6 threshold 0.3 repeats 5 using DiffEdit')).toEqual([
      { targetPrompt, method: 'diffedit', ratio: 0.6, threshold: 0.3, repeats: 5 },
    ]);
    expect(specs('"cat" -> "lion" using fast-diffedit')).toEqual([
      { targetPrompt, method: 'fast-diffedit' },
    ]);
  });

  it('tunes the model to the picture with the dials that Imagic has', () => {
    const targetPrompt = target('cat -> lion');
    expect(specs('cat -> lion using imagic strength 0.4 guidance 3 seed 2')).toEqual([
      { targetPrompt, method: 'imagic', strength: 0.4, guidanceScale: 3, seed: 2 },
    ]);
    expect(() => specs('cat -> lion using imagic threshold 0.4')).toThrow(/Imagic has no/);
  });

  it('inpaints what the arrow replaces, or only what is named', () => {
    const mask = (words: string) => [
      expect.objectContaining({ method: 'inpaint', mask: { words } }),
    ];
    expect(specs('"a cat" -> "a lion" using inpaint')).toEqual(mask('cat'));
    expect(specs('cat -> lion using inpaint only "red background"')).toEqual(
      mask('red background'),
    );
    expect(specs('cat -> lion using inpaint only lion')).toEqual(mask('cat'));
    expect(() => specs('+ "at night" using inpaint')).toThrow(/needs to know where/);
  });

  it('tells trained editors the target prompt, or a sentence of their own', () => {
    const targetPrompt = parseEdit('cat -> lion', PROMPT).targetPrompt;
    expect(specs('cat -> lion using instruct image-guidance 1.2 guidance 4 steps 9')).toEqual([
      ...[{ method: 'instruct', targetPrompt, imageGuidance: 1.2, guidanceScale: 4, steps: 9 }],
    ]);
    const sentence = 'make it happy';
    expect(specs('make it happy using pix2pix seed 2')).toEqual([
      { method: 'instruct', targetPrompt: PROMPT, sentence, seed: 2 },
    ]);
    expect(specs('cat -> lion; "make it happy" using instruct')).toEqual([
      { method: 'instruct', targetPrompt, sentence, isCaptioned: true },
    ]);
    expect(specs('cat -> lion using fill')).toEqual([
      { method: 'fill', targetPrompt, mask: { words: 'cat' } },
    ]);
    expect(specs('+ "at night" using fill')).toEqual([
      expect.objectContaining({ method: 'fill', mask: 'contrast' }),
    ]);
    expect(() => specs('make it happy using sdedit')).toThrow(/what to do with “make it happy”/);
    expect(() => specs('cat -> lion using fill image-guidance 2')).toThrow(
      /Filling has no “image-guidance”; it has only, strength/,
    );
  });

  it('reads “using” in a phrase as a word of it', () => {
    expect(parseEdit('cat -> a cat using a phone', PROMPT)).toMatchObject({
      replacements: [{ from: 'cat', to: 'a cat using a phone' }],
      options: {},
    });
  });

  it('is drawn with LoRAs, by name and how strongly, whatever method draws', () => {
    const targetPrompt = 'a lion on a red background in the light snow';
    const loras = [{ name: 'ink', scale: 0.8 }, { name: 'light' }];
    for (const text of [
      '"cat" -> "lion" with Ink 0.8 with light',
      'cat -> lion with ink 0,8 with "light"',
    ])
      expect(specs(text)).toEqual([expect.objectContaining({ targetPrompt, loras })]);
    expect(specs('"cat" -> "lion" using sdedit with ink 0.8 with light')).toEqual([
      { targetPrompt, method: 'sdedit', loras },
    ]);
    expect(specs('"cat" -> "lion" with ink -0.5')[0]!.loras).toEqual([
      { name: 'ink', scale: -0.5 },
    ]);
  });

  it('reads “with” in a phrase as a word of it', () => {
    expect(parseEdit('cat -> a cat with a hat', PROMPT)).toMatchObject({
      replacements: [{ from: 'cat', to: 'a cat with a hat' }],
      options: {},
    });
    expect(parseEdit('cat -> "a cat with ink 2"', PROMPT).options).toEqual({});
  });

  it('compares all methods that can do it, each with the dials it knows', () => {
    const all = specs('cat -> lion using all repeats 3 structure 0.1');
    expect(all.map(({ method }) => method)).toEqual([
      'prompt-to-prompt',
      'infedit',
      'sdedit',
      'diffedit',
      'fast-diffedit',
      'inpaint',
    ]);
    expect(all[0]).toMatchObject({ selfWindow: [0, 0.1] });
    expect(all[3]).toMatchObject({ repeats: 3 });
    expect(specs('+ "at night" using all').map(({ method }) => method)).not.toContain('inpaint');
  });

  it.each([
    ['"cat" -> "lion" using magic', /no method “magic”.*prompt-to-prompt, infedit, sdedit/],
    ['cat -> lion using sdedit structure 0.5', /SDEdit has no “structure”; it has strength and/],
    ['cat -> lion ratio 0.5', /Prompt-to-Prompt has no “ratio”/],
    ['cat++ using diffedit', /DiffEdit cannot weigh words/],
    ['cat -> lion using diffedit repeats 0', /“repeats” goes from 1 to 50/],
    ['cat -> lion using diffedit repeats 1.5', /whole number/],
    ['cat -> lion using all x4', /leave the count out/],
    ['"cat" -> "lion" with', /the name of a LoRA/],
    ['cat -> lion with ink 3', /from −2 to 2; 3 is outside/],
  ])('refuses %s', (text, sentence) => {
    expect(() => parseEdit(text, PROMPT)).toThrow(sentence);
  });
});

describe('what it cannot read', () => {
  it('shows the prompt and the nearest words', () => {
    expect(() => parseEdit('cta -> lion', PROMPT)).toThrow(
      `“cta” is not in the prompt “${PROMPT}”. Did you mean “cat”?`,
    );
    expect(() => parseEdit('zebra -> lion', PROMPT)).toThrow(/is not in the prompt/);
  });

  it.each([
    ['', /no edit here/],
    ['   ', /no edit here/],
    ['cat', /does not say what to do with “cat”/],
    ['cat ->', /needs what “cat” becomes/],
    ['-> lion', /needs a word or phrase/],
    ['"cat -> lion', /never closed/],
    ['"" -> lion', /quotes are empty/],
    ['snow * many', /does not say what to do/],
    ['cat -> lion "red" -> "blue"', /put “;” between/],
    ['- "a cat on a red background in the light snow"', /no words/],
    ['cat -> lion only zebra', /needs|zebra/],
  ])('answers %j with a sentence', (edit, sentence) => {
    expect(() => editSpecsOf(parseEdit(edit, PROMPT), PROMPT)).toThrow(sentence);
  });

  it('either parses or answers with a sentence, whatever is typed', () => {
    const parts = [
      'cat',
      'a',
      '->',
      '→',
      '"',
      '“',
      "'",
      '*',
      '2',
      '++',
      '--',
      '+',
      '-',
      ';',
      ' ',
      '—',
      'only',
      'keep',
      'x3',
      'strength',
      '0.5',
      '&gt;',
      '\u200b',
      '🦁',
      '\\',
      '`',
      '<b>',
      'NaN',
      '-1',
      'snow',
    ];
    let seed = 7;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % n;
    };
    let parsed = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: 1 + next(9) }, () => parts[next(parts.length)]).join(
        next(2) === 0 ? ' ' : '',
      );
      try {
        editSpecsOf(parseEdit(text, PROMPT), PROMPT);
        parsed++;
      } catch (error) {
        expect(error, text).toBeInstanceOf(WordbrushError);
        expect(error, text).toHaveProperty('message', expect.stringMatching(/[.?!]$/));
      }
    }
    expect(parsed).toBeGreaterThan(50);
  });
});
