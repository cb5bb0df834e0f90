import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTokenizer } from '../model/parts/tokenizer.ts';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { PipelineClient } from '../process/supervisor.ts';
import { BlockedWords } from './blocked-words.ts';

describe('blocked words', () => {
  let blocked: BlockedWords;
  beforeAll(async () => {
    const tokenizer = await openTokenizer(BUNDLED_MODEL, 77);
    blocked = new BlockedWords(tokenizer, ['lion', 'Naked man', '🍑', 'чёрт', 'zyxwvutsr']);
  });

  it.each([
    'a lion',
    'A LION!',
    'a lion1',
    'a lion²',
    '3lion',
    'a lion①',
    'a lion’s head',
    'lion-like',
    '(lion)',
    'a lion\u20dd',
    'a lion\u0308',
    'a ｌｉｏｎ',
    'a 𝐥𝐢𝐨𝐧',
    'a li\u200bon',
    'a cat, not a lion, on grass',
    'a naked man on a bed',
    'a NAKED\u00a0man7',
    'a cat with 🍑',
    'a cat🍑',
    'ЧЁРТ',
    'one zyxwvutsr',
  ])('are read in “%s”', (prompt) => {
    expect(() => blocked.check(prompt)).toThrow(/is not allowed here\. Leave that out/);
  });

  it.each([
    '',
    'a dandelion',
    'lions',
    'a stallion and a medallion',
    'a naked mole rat and a man',
    'man naked',
    'a cat 🍒',
    'абчёрт',
    'azyxwvutsr',
  ])('are not read in “%s”', (prompt) => {
    expect(() => blocked.check(prompt)).not.toThrow();
  });
});

describe('a pipeline with blocked words', () => {
  const client = new PipelineClient({ folder: BUNDLED_MODEL, blockedWords: ['lion'] });
  afterAll(() => client.close());
  const data = new Uint8Array(3 * 64 ** 2).fill(120);

  it('neither inverts nor edits with them, by any method', { timeout: 120_000 }, async () => {
    const { encodePng } = await import('../image.ts');
    const picture = await encodePng({ width: 64, height: 64, data });
    const options = { method: 'negative-prompt', steps: 2 } as const;
    const refused = { code: 'bad-prompt', message: expect.stringContaining('“lion”') };
    await expect(client.invert(picture, 'a lion1', options)).rejects.toMatchObject(refused);
    const inversion = await client.invert(picture, 'a cat', options);
    for (const method of ['prompt-to-prompt', 'sdedit', 'diffedit'] as const)
      await expect(
        client.edit(inversion, [
          { method, targetPrompt: 'a cat' },
          { method, targetPrompt: 'a lion²' },
        ]),
      ).rejects.toMatchObject(refused);
  });
});
