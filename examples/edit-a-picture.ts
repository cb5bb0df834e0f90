/** Swaps the animal in a picture: `node examples/edit-a-picture.ts [PICTURE SENTENCE EDIT OUT.png]`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLED_MODEL, EditingPipeline, editSpecsOf, encodePng, parseEdit } from 'wordbrush';

const [
  picture = join(BUNDLED_MODEL, 'examples', '01-cat.png'),
  sentence = 'a cat on a blue background in light snow',
  edit = '"cat" -> "lion"',
  out = 'lion.png',
] = process.argv.slice(2);

const pipeline = await EditingPipeline.load(BUNDLED_MODEL);
const inversion = await pipeline.invert(await readFile(picture), sentence);
const specs = editSpecsOf(parseEdit(edit, sentence), sentence);
for (const result of await pipeline.edit(inversion, specs)) {
  await writeFile(out, await encodePng(result.picture));
  console.log(`${out}: “${result.targetPrompt}”, ${result.seconds.toFixed(1)} s.`);
}
await pipeline.close();
