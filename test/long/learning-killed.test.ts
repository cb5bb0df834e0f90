import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gallery } from '../../src/bot/gallery.ts';
import { HttpWorld, Machines, MODEL, shownIn } from '../e2e/workers-world.ts';
import { temporaryFolder } from '../temporary.ts';

/** Learning takes a minute on two free cores; a loaded machine needs twenty. */
const WAIT = { timeout: 1_500_000, interval: 250 };
const PICTURES = fileURLToPath(new URL('../../models/bench-subjects/pictures', import.meta.url));

let folder: string;
let machines: Machines;
beforeEach(async () => {
  folder = temporaryFolder();
  machines = new Machines({ WORDBRUSH_DATA: folder });
});
afterEach(async () => {
  await machines.close();
});

it('the bundled model learns a subject, is killed in the middle, and draws it in the next run', async () => {
  const first = await machines.bot();
  const before = new HttpWorld(first.said);
  const pictures = await Promise.all(
    [0, 1, 2, 3].map(async (i) => {
      const bytes = await readFile(join(PICTURES, `owl-${i}.webp`));
      return new File([Uint8Array.from(bytes)], `owl-${i}.webp`, { type: 'image/webp' });
    }),
  );
  await before.say({ text: '/learn "Olga" raccoon' }, pictures);
  const seen = async (world: HttpWorld, wanted: RegExp) =>
    await vi.waitFor(async () => {
      const shown = (await world.outside()).flatMap(shownIn);
      expect(shown.map(({ text }) => text).join('\n')).toMatch(wanted);
      return shown;
    }, WAIT);
  await seen(before, /Learning Olga, a raccoon[\s\S]*[1-9]\d? %/);
  await first.kill();

  const after = new HttpWorld((await machines.bot()).said);
  const known = await seen(after, /I know Olga now/);
  expect(known.filter(({ text }) => text.includes('Olga'))).toHaveLength(1);
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching('a cat on a blue background');
  const thread = await after.startEditing(await gallery.read(example!), example!.prompt);
  const drawn = async (wanted: RegExp) =>
    await vi.waitFor(async () => {
      const texts = (await thread.messages()).map(({ text }) => text);
      expect(texts.join('\n---\n')).toMatch(wanted);
    }, WAIT);
  await drawn(/As close as it gets|Very close|Close\.|Rough/);
  await thread.say('Olga wearing a crown');
  await drawn(/^Olga wearing a crown on a blue background/m);
}, 1_800_000);
