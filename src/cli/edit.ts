import { type Command, Option } from 'commander';
import { z } from 'zod';
import { drawContactSheet } from '../drawing/contact-sheet.ts';
import { maskOverlay } from '../drawing/heat-map.ts';
import { bestFirst } from '../edit-language/best-first.ts';
import { parseEdit } from '../edit-language/edit-language.ts';
import {
  checkMethod,
  checkTakesMask,
  METHOD_GROUPS,
  METHOD_LABELS,
  methodNamed,
  usualMethod,
} from '../edit-language/edit-methods.ts';
import { editSpecsOf } from '../edit-language/edit-specs.ts';
import { understand } from '../edit-language/wishes/understand.ts';
import { EDIT_METHODS, type EditResult, isTrained } from '../pipeline/edit-types.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { decodePicture } from '../pipeline/image.ts';
import { openModelFolder } from '../pipeline/model/folder.ts';
import { readModelWords } from '../pipeline/model/words.ts';
import { offersOf } from '../pipeline/offers.ts';
import type { Inversion } from '../pipeline/types.ts';
import { checkOutput, readInversion, readPicture } from './terminal/files.ts';
import {
  addOwnSize,
  addPictureOutput,
  freeName,
  writeDrawn,
  writePicture,
} from './terminal/picture-output.ts';
import { chosenModel, chosenSubjects, withPipeline } from './terminal/session.ts';

const CELL_SIZE = 153; // six to a line

const Options = z.object({
  out: z.string().optional(),
  mask: z.string().optional(),
  method: z.string().optional(),
  ownSize: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function addEdit(program: Command): void {
  const described = program
    .command('edit')
    .description('Redraw an inverted picture under other words.')
    .argument('<file>', 'an inversion')
    .argument(
      '<edit>',
      `such as 'make it a lion', '"a cat" -> "a lion"', '"snow" * 2' or '"cat" -> "lion" using diffedit'`,
    )
    .addOption(
      new Option('--method <name>', 'what draws; the same as “using”').choices([
        ...EDIT_METHODS,
        'all',
      ]),
    )
    .option('--mask <picture>', 'white where “using fill” or “using inpaint” redraws')
    .option('--json', 'print JSON, errors too');
  addOwnSize(addPictureOutput(described, 'the picture; with “using all”, a sheet of them')).action(
    async (file: string, text: string, values: unknown, command: Command) => {
      const { mask, method, json, ownSize, ...given } = Options.parse(values);
      const out = given.out ?? freeName(file, '-edit.png');
      await checkOutput(out);
      const inversion = await readInversion(file);
      const { edits: methods } = offersOf(await openModelFolder(chosenModel(command)));
      const edit = await editMeant(command, text, {
        prompt: inversion.prompt,
        usual: method ?? usualMethod(methods, mask !== undefined),
      });
      const request = parseEdit(edit, inversion.prompt);
      checkMethod(request.options, methods);
      if ((request.options.variations ?? 1) > 1)
        throw new WordbrushError(
          'bad-edit',
          `x${request.options.variations} asks for several pictures and --out names one: leave it ` +
            'out, and vary “strength” or “structure” instead.',
        );
      const { using } = request.options;
      if (mask !== undefined) checkTakesMask(request.options);
      const drawn = mask === undefined ? undefined : await readPicture(mask);
      const specs = editSpecsOf(request, inversion.prompt, drawn, methods);
      const results = await withPipeline(command, (client, job) =>
        client.edit(inversion, specs, job),
      );
      const isSheet = using === 'all';
      if (isSheet) await writePicture(out, await sheetOf(inversion, text, results));
      else await writeDrawn(out, results[0]!.picture, ownSize);
      const reports = results.map(({ picture: _, mask: __, ...rest }) => ({
        out,
        ...(edit !== text && { edit }),
        ...rest,
      }));
      if (json) console.log(JSON.stringify(isSheet ? reports : reports[0]));
      else
        for (const { targetPrompt, method, kind, seconds, unetRows } of reports)
          console.log(
            `${out}: ${edit === text ? '' : `${edit}, `}“${targetPrompt}” (${kind ?? method}, ${seconds.toFixed(1)} s, ${unetRows} UNet rows).`,
          );
    },
  );
}

/**
 * The edit that a text means, in the edit language or in anybody's own words.
 *
 * @throws WordbrushError `bad-edit` with what it may mean, where that is not sure
 */
async function editMeant(
  command: Command,
  text: string,
  { prompt, usual }: { readonly prompt: string; readonly usual: string },
): Promise<string> {
  const listed = await readModelWords(chosenModel(command)).catch(() => null);
  const names = (await chosenSubjects(command)).map(({ name }) => name.toLowerCase());
  const words = listed && { ...listed, animals: [...listed.animals, ...names] };
  const method = methodNamed(usual);
  const using = isTrained(method) ? method : undefined;
  const heard = understand(text, { prompt, words, using, isAddressed: true });
  const isSaid = method === 'prompt-to-prompt' || /\busing\b/iu.test(text) || using !== undefined;
  if (heard.kind === 'edit') return isSaid ? heard.edit : `${heard.edit} using ${usual}`;
  const { said, edits, unknown } = heard.kind === 'offer' ? heard : NOTHING;
  const own = edits.at(-1);
  if (unknown === undefined || own === undefined)
    throw new WordbrushError('bad-edit', [said, edits.join(' or ')].join(' ').trim());
  console.error([said, edits.slice(0, -1).join(' or ')].join(' ').trim());
  return own;
}

const NOTHING = { said: 'There is no edit here.', edits: [], unknown: undefined };

/** The picture, each method's redrawing of it with what it took, best first, and where each might draw. */
async function sheetOf(
  inversion: Inversion,
  edit: string,
  results: readonly EditResult[],
): Promise<Uint8Array> {
  const posted = await decodePicture(inversion.picture);
  const ordered = bestFirst(results, { using: 'all' }).map((i) => results[i]!);
  const kinds = Map.groupBy(ordered, ({ method }) => METHOD_GROUPS[method]);
  const rows = [...kinds].map(([title, of]) => ({
    title,
    cells: of.map(({ picture, method, seconds, fit }) => ({
      picture,
      caption: METHOD_LABELS[method],
      note: `${fitting(fit)}${seconds.toFixed(1)} s`,
    })),
    cellSize: CELL_SIZE,
  }));
  const masks = [];
  for (const { mask, method } of ordered)
    if (mask)
      masks.push({ picture: await maskOverlay(posted, mask), caption: METHOD_LABELS[method] });
  return drawContactSheet({
    title: `“${inversion.prompt}”`,
    subtitle: edit,
    rows: [
      { cells: [{ picture: posted, caption: 'The picture' }], cellSize: CELL_SIZE },
      ...rows,
      ...(masks.length > 0
        ? [{ title: 'Where each might draw', cells: masks, cellSize: CELL_SIZE }]
        : []),
    ],
  });
}

function fitting(fit: EditResult['fit']): string {
  const share = fit?.share ?? null;
  return share === null ? '' : `fits ${Math.round(100 * share)} %, `;
}
