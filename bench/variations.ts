import { parseArgs } from 'node:util';
import { z } from 'zod';
import { specsOf } from '../src/bot/plan/specs.ts';
import { bestFirst } from '../src/edit-language/best-first.ts';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { offersOf } from '../src/pipeline/offers.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { isChangeRight, isRestKept } from './grading.ts';
import { type Judge, openJudge } from './judge.ts';
import { comparedArea } from './kept-area.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';
import {
  type BenchEditKind,
  type BenchScene,
  EDIT_KINDS,
  readMask,
  readPicture,
  readScenes,
} from './scenes.ts';
import { bestSsimWithin, grayOf, NEARBY } from './similarity.ts';

/**
 * What it gains to draw more variations than are shown and to leave out those that a CLIP sees the words
 * least in: `x4`, as the bot draws it, against the first four of the same pictures.
 */
const SHOWN = 4;

/** One variation of an edit. */
interface Take {
  /** The judge sees what was asked for, and all else as it was. */
  readonly isRight: boolean;
  /** Object SSIM with the true picture, at the best shift. */
  readonly ssim: number;
}

/** The variations of one edit in the order in which they were drawn, and those of them that are shown. */
interface Drawn {
  readonly kind: BenchEditKind;
  readonly takes: readonly Take[];
  readonly best: readonly number[];
}

async function drawScene(
  pipeline: EditingPipeline,
  judge: Judge,
  scene: BenchScene,
): Promise<Drawn[]> {
  const source = await readPicture(scene.source);
  const before = await judge.look(source);
  const inversion = await pipeline.invert(source, scene.prompt);
  const { spares } = offersOf(pipeline.folder);
  const drawn: Drawn[] = [];
  for (const edit of scene.edits) {
    const truth = await readPicture(edit.truth);
    const area = comparedArea(source, truth, await readMask(edit.mask));
    const wanted = grayOf(truth);
    const { targetPrompt, ...request } = parseEdit(`${edit.edit} x${SHOWN}`, scene.prompt);
    const draft = { ...request, prompt: targetPrompt };
    const results = await pipeline.edit(inversion, specsOf(draft, scene, { spares }));
    const takes: Take[] = [];
    for (const { picture } of results) {
      const after = await judge.look(picture);
      takes.push({
        isRight: isChangeRight(scene, edit, before, after) && isRestKept(scene, edit, after),
        ssim: bestSsimWithin(area, grayOf(picture), wanted, NEARBY),
      });
    }
    drawn.push({ kind: edit.kind, takes, best: bestFirst(results, request.options) });
  }
  return drawn;
}

function figuresOf(drawn: readonly Drawn[]) {
  const of = (choose: (edit: Drawn) => readonly Take[]) => {
    const shown = drawn.map(choose);
    return {
      right: mean(shown.flat().map(({ isRight }) => Number(isRight))),
      allRight: mean(shown.map((takes) => Number(takes.every(({ isRight }) => isRight)))),
      objectSsim: mean(shown.flat().map(({ ssim }) => ssim)),
    };
  };
  const best = ({ takes, best: order }: Drawn) => order.map((i) => takes[i]!);
  return {
    asAsked: of(({ takes }) => takes.slice(0, 1)),
    bestOne: of((edit) => best(edit).slice(0, 1)),
    firstFour: of(({ takes }) => takes.slice(0, SHOWN)),
    bestFour: of(best),
  };
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    scenes: { type: 'string', default: '12' },
  },
});
const count = z.coerce.number().int().positive().parse(values.scenes);
const scenes = (await readScenes()).slice(0, count);
const pipeline = await EditingPipeline.load(MODEL);
const judge = await openJudge();
const drawn: Drawn[] = [];
for (const [i, scene] of scenes.entries()) {
  process.stderr.write(`\rscene ${i + 1} of ${scenes.length}`);
  drawn.push(...(await drawScene(pipeline, judge, scene)));
}
process.stderr.write('\n');
await judge.close();
await pipeline.close();

const kinds = Object.fromEntries(
  EDIT_KINDS.map((kind) => [kind, figuresOf(drawn.filter((edit) => edit.kind === kind))]),
);
const figures = { scenes: scenes.length, all: figuresOf(drawn), ...kinds };
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const row = (name: string, of: ReturnType<typeof figuresOf>) => [
  name,
  ...[of.asAsked, of.bestOne, of.firstFour, of.bestFour].map(({ right }) => percent(right)),
  ...[of.firstFour, of.bestFour].map(({ allRight }) => percent(allRight)),
  ...[of.firstFour, of.bestFour].map(({ objectSsim }) => objectSsim.toFixed(3)),
];
await report(
  'variations',
  `npm run bench:variations -- --scenes ${scenes.length}`,
  {
    figures,
    table: markdownTable(
      [
        ...[
          'edit',
          'right: as asked',
          'the one shown first',
          'the first four',
          'the best four of six',
        ],
        ...['all four right', 'of the best', 'object SSIM of the first four', 'of the best'],
      ],
      [...Object.entries(kinds).map(([kind, of]) => row(kind, of)), row('all', figures.all)],
    ),
  },
  values,
);
