import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { BUNDLED_MODEL } from './registry.ts';
import { readModelWords } from './words.ts';

test('the bundled model lists its words by kind', async () => {
  const words = await readModelWords(BUNDLED_MODEL);
  expect(words?.animals).toContain('raccoon');
  expect(words?.worn).toEqual(['hat', 'crown', 'bow', 'glasses']);
});

test.each([
  ['{"animals": ["cat"]}', null],
  ['{"beasts": ["cat"]}', /words.json: .*beasts/],
  ['{"animals": "cat"}', /animals/],
  ['cat', /not JSON/],
])('a list of %s', async (text, refusal) => {
  const folder = temporaryFolder();
  expect(await readModelWords(folder)).toBeNull();
  await writeFile(join(folder, 'words.json'), text);
  if (refusal) await expect(readModelWords(folder)).rejects.toThrow(refusal);
  else expect((await readModelWords(folder))?.animals).toEqual(['cat']);
});
