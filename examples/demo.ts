import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Gallery } from '../src/bot/gallery.ts';
import { explain } from '../src/cli/terminal/explain.ts';
import { withProgressBar } from '../src/cli/terminal/progress-bar.ts';
import { drawContactSheet, type SheetCell } from '../src/drawing/contact-sheet.ts';
import { heatMapOverlay } from '../src/drawing/heat-map.ts';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { editSpecsOf } from '../src/edit-language/edit-specs.ts';
import type { EditResult } from '../src/pipeline/edit-types.ts';
import { WordbrushError } from '../src/pipeline/errors.ts';
import { decodePicture, encodePng } from '../src/pipeline/image.ts';
import { BUNDLED_MODEL } from '../src/pipeline/model/registry.ts';
import { PipelineClient } from '../src/pipeline/process/supervisor.ts';
import type { Inversion, WordMap } from '../src/pipeline/types.ts';

/** The range of the edit language, on one picture. */
const EDITS = [
  { title: 'swap', edit: '"cat" -> "lion"' },
  { title: 'wear', edit: '"a cat" -> "a cat wearing glasses"' },
  { title: 'background', edit: '"blue" -> "red"' },
  { title: 'more snow', edit: '"snow" * 3' },
  { title: 'less snow', edit: '"snow" * 0' },
  { title: 'two at once', edit: '"cat" -> "panda"; "blue" -> "green"' },
];

/** Words that name nothing in a picture. */
const FUNCTION_WORDS = new Set(['a', 'an', 'the', 'on', 'in', 'with', 'of', 'and']);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: join('out', 'demo') } },
  });
  const folder = values.out;
  await mkdir(folder, { recursive: true });

  const gallery = await Gallery.open(BUNDLED_MODEL);
  const [example] = gallery.examples;
  if (!example)
    throw new WordbrushError(
      'bad-model',
      `${BUNDLED_MODEL} has no example pictures: restore them.`,
    );
  const { file, prompt } = example;

  const client = new PipelineClient({ folder: BUNDLED_MODEL });
  try {
    console.log(`Inverting ${file}: “${prompt}”`);
    const image = await gallery.read(example);
    const inversion = await withProgressBar('inverting', (onProgress) =>
      client.invert(image, prompt, { onProgress }),
    );
    const { report } = inversion;
    console.log(
      `Reconstruction ${report.psnr.toFixed(2)} dB of the autoencoder's ${report.vaePsnr.toFixed(2)} dB, ` +
        `${report.gradientEvaluations} gradient runs and ${report.unetEvaluations} forward rows, ` +
        `${report.seconds.toFixed(1)} s\n`,
    );

    const source = await decodePicture(inversion.picture);
    const reconstruction = await client.reconstruct(inversion);
    await writeFile(join(folder, 'reconstruction.png'), await encodePng(reconstruction));

    const cells: SheetCell[] = [];
    const table: Record<string, string | number>[] = [];
    for (const { title, edit } of EDITS) {
      const { picture, method, kind, targetPrompt, unetRows, seconds } = await editOnce(
        client,
        inversion,
        { title, edit },
      );
      await writeFile(join(folder, `${title.replaceAll(' ', '-')}.png`), await encodePng(picture));
      cells.push({ picture, caption: title, note: edit });
      table.push({
        edit,
        kind: kind ?? method,
        'UNet rows': unetRows,
        seconds: Number(seconds.toFixed(2)),
        'target prompt': targetPrompt,
      });
    }
    console.table(table);

    const words = contentWords(await client.words(inversion));
    const sheet = await drawContactSheet({
      title: `“${prompt}”`,
      subtitle: 'The words become handles: change one, and only what it names changes.',
      rows: [
        {
          cellSize: 238,
          cells: [
            { picture: source, caption: 'the picture' },
            {
              picture: reconstruction,
              caption: 'redrawn from its words',
              note: `${report.psnr.toFixed(1)} dB of ${report.vaePsnr.toFixed(1)} dB possible, ${report.seconds.toFixed(1)} s`,
            },
          ],
        },
        {
          title: 'WHAT EACH WORD LOOKS AT',
          cellSize: 111,
          cells: await Promise.all(
            words.map(async (word) => ({
              picture: await heatMapOverlay(source, word),
              caption: word.word,
            })),
          ),
        },
        { title: 'EDITS', cellSize: 322, cells },
      ],
    });
    const path = join(folder, 'contact-sheet.png');
    await writeFile(path, sheet);
    console.log(
      `\nPictures in ${relative('.', folder) || '.'}; all on one sheet: ${relative('.', path)}`,
    );
  } finally {
    await client.close();
  }
}

async function editOnce(
  client: PipelineClient,
  inversion: Inversion,
  { title, edit }: (typeof EDITS)[number],
): Promise<EditResult> {
  const specs = editSpecsOf(parseEdit(edit, inversion.prompt), inversion.prompt);
  const [result] = await withProgressBar(title, (onProgress) =>
    client.edit(inversion, specs, { onProgress }),
  );
  if (!result) throw new WordbrushError('bad-edit', `The edit ${edit} gave no picture.`);
  return result;
}

/** The words that can be seen in a picture, each once. */
function contentWords(words: readonly WordMap[]): WordMap[] {
  const unique = new Map(words.map((word) => [word.word, word]));
  return [...unique.values()].filter(({ word }) => !FUNCTION_WORDS.has(word));
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
