import { parseArgs } from 'node:util';
import { z } from 'zod';
import { drawLatent } from '../src/pipeline/learning/draw.ts';
import { LoadedModel } from '../src/pipeline/model/loaded-model.ts';
import { SubjectModels } from '../src/pipeline/model/subjects/subject-models.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Picture, Subject } from '../src/pipeline/types.ts';
import { findingsOf } from './findings.ts';
import type { Grade as EditGrade } from './grade-edit.ts';
import { type Judge, openJudge, readLabels } from './judge.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';
import { readPicture } from './scenes.ts';
import { ANYWHERE, bestSsimWithin, grayOf } from './similarity.ts';
import { gradeSubjectEdits } from './subjects/edits.ts';
import {
  type Asked,
  type Entry,
  type Nearest,
  nearestGlyph,
  readEntries,
  taughtFrom,
  WAYS,
} from './subjects/entries.ts';
import { subjectOrderings } from './subjects/orderings.ts';

/**
 * DreamBooth's table on glyphs that the model has never seen: whether the subject is drawn, alone and in
 * what is asked for beside it, and put into pictures, and what becomes of the model's other words.
 */
const STEPS = 25;
/** Drawings of each prompt. */
const SEEDS = [1, 2];

interface Grade {
  readonly entry: Entry;
  readonly way: string;
  /** Share of the plain drawings that are nearest to the subject's glyph. */
  readonly isSubject: boolean;
  /** Kinds of composition that show the subject and what was asked for. */
  readonly composed: readonly Asked['kind'][];
  readonly objectSsim: number;
  /** Share of the model's own nouns that are drawn as themselves. */
  readonly others: number;
  readonly seconds: number;
  readonly edits: readonly EditGrade[];
}

/** “Milo wearing a crown on a striped red background in the snow”. */
function promptOf(name: string, { background, pattern, worn, weather }: Asked): string {
  const ground = [pattern === 'none' ? '' : pattern, background].filter(Boolean).join(' ');
  return [
    name,
    worn === 'none' ? '' : `wearing a ${worn}`,
    `on ${/^[aeiou]/.test(ground) ? 'an' : 'a'} ${ground} background`,
    weather === 'none' ? '' : `in the ${weather}`,
  ]
    .filter(Boolean)
    .join(' ');
}

async function draw(model: LoadedModel, prompt: string, seed: number): Promise<Picture> {
  return model.vae.decode(await drawLatent(model, prompt, { steps: STEPS, seed }));
}

/** Share of the model's own nouns, each drawn once, that the judge reads rightly. */
async function othersOf(model: LoadedModel, judge: Judge, others: number): Promise<number> {
  const { noun: nouns = [], background: colours = [] } = await readLabels();
  const hits = [];
  for (const [i, noun] of nouns.slice(0, others).entries()) {
    const prompt = `a ${noun} on a ${colours[i % colours.length]} background`;
    const { classes } = await judge.look(await draw(model, prompt, 100 + i));
    hits.push(Number(classes.noun === noun));
  }
  return mean(hits);
}

interface Parts {
  readonly models: SubjectModels;
  readonly judge: Judge;
  readonly nearest: Nearest;
  /** Of the model's own nouns, so many are drawn. */
  readonly others: number;
  readonly pipeline: EditingPipeline;
}

async function gradeSubject(
  { models, judge, nearest, others, pipeline }: Parts,
  entry: Entry,
  way: string,
  subject: Subject,
): Promise<Grade> {
  const model = await models.for([subject.name], [subject]);
  const composed: Asked['kind'][] = [];
  const ssims: number[] = [];
  let isSubject = false;
  for (const asked of entry.asked) {
    const truth = grayOf(await readPicture(asked.truth));
    const right: boolean[] = [];
    for (const seed of SEEDS) {
      const picture = await draw(model, promptOf(entry.name, asked), seed);
      const { classes, logits } = await judge.look(picture);
      const isHere = nearest(logits.noun!) === entry.noun;
      const isSaid = (['background', 'pattern', 'worn', 'weather'] as const).every(
        (head) => asked.kind === 'plain' || classes[head] === asked[head],
      );
      right.push(isHere && isSaid);
      if (asked.kind === 'plain')
        ssims.push(bestSsimWithin(middle(picture), truth, grayOf(picture), ANYWHERE));
    }
    // Most of the drawings, as a person would choose.
    const isRight = mean(right.map(Number)) >= 0.5;
    if (asked.kind === 'plain') isSubject = isRight;
    else if (isRight) composed.push(asked.kind);
  }
  return {
    ...{ entry, way, isSubject, composed },
    objectSsim: mean(ssims),
    others: await othersOf(model, judge, others),
    seconds: subject.report.seconds,
    edits: await gradeSubjectEdits({ pipeline, judge, nearest }, entry, subject),
  };
}

/** The pixels of the middle, where every object stands. */
function middle({ width, height }: Picture): number[] {
  const inside = (value: number, side: number) => value > side * 0.2 && value < side * 0.85;
  return Array.from({ length: width * height }, (_, i) => i).filter(
    (i) => inside(i % width, width) && inside(Math.floor(i / width), height),
  );
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    subjects: { type: 'string', default: '8' },
    ways: { type: 'string', default: Object.keys(WAYS).join(',') },
    steps: { type: 'string' },
    others: { type: 'string', default: '30' },
  },
});
const positive = z.coerce.number().int().positive();
const entries = await readEntries(positive.parse(values.subjects));
const ways = z
  .array(z.enum(Object.keys(WAYS)))
  .min(1)
  .parse(values.ways.split(','));
const tell = (what: string) => process.stderr.write(`\r${what}\x1b[K`);

const pipeline = await EditingPipeline.load(MODEL);
const model = await LoadedModel.open(MODEL, { signal: undefined, onOpened() {} });
const judge = await openJudge();
const others = positive.parse(values.others);
const parts = {
  models: new SubjectModels(model),
  judge,
  nearest: await nearestGlyph(),
  others,
  pipeline,
};
tell('the model as it is');
const before = await othersOf(model, judge, others);
const grades: Grade[] = [];
for (const entry of entries) {
  const images = await taughtFrom(entry);
  for (const way of ways) {
    const subject = await pipeline.learn(images, entry.name, entry.class, {
      ...WAYS[way],
      ...(values.steps !== undefined && { steps: Number(values.steps) }),
      onProgress: ({ phase, done, total }) =>
        tell(`${entry.noun} by ${way}: ${phase} ${Math.round((100 * done) / total)} %`),
    });
    grades.push(await gradeSubject(parts, entry, way, subject));
  }
}
process.stderr.write('\n');
await parts.models.close();
await model.close();
await pipeline.close();
await judge.close();

const summaries = ways.map((way) => {
  const own = grades.filter((grade) => grade.way === way);
  const edits = own.flatMap((grade) => grade.edits);
  const count = (kind: Asked['kind']) =>
    own.filter(({ composed }) => composed.includes(kind)).length;
  return {
    way,
    subjects: own.length,
    right: own.filter(({ isSubject }) => isSubject).length,
    snow: count('snow'),
    crown: count('crown'),
    colour: count('colour'),
    composed: own.filter(({ composed }) => composed.length === 3).length,
    objectSsim: mean(own.map(({ objectSsim }) => objectSsim)),
    othersBefore: before,
    othersAfter: mean(own.map(({ others }) => others)),
    seconds: mean(own.map(({ seconds }) => seconds)),
    edits: edits.length,
    editsRight: mean(edits.map(({ isRight }) => Number(isRight))),
    editSsim: mean(edits.map(({ objectSsim }) => objectSsim)),
  };
});
const compared = subjectOrderings(summaries);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
await report(
  'subjects',
  `npm run bench:subjects -- --subjects ${entries.length} --ways ${ways.join(',')}`,
  {
    figures: {
      ways: Object.fromEntries(summaries.map(({ way, ...figures }) => [way, figures])),
      orderings: findingsOf(compared),
      subjects: grades.map(({ entry, ...grade }) => ({ noun: entry.noun, ...grade })),
    },
    table: [
      markdownTable(
        [
          ...['way', 'right subject', 'in snow', 'with a crown', 'in colour', 'all three'],
          ...['object SSIM', 'other nouns before', 'and after', 'seconds'],
        ],
        summaries.map((row) => {
          const of = (count: number) => `${count} of ${row.subjects}`;
          return [
            ...[row.way, of(row.right), of(row.snow), of(row.crown), of(row.colour)],
            ...[of(row.composed), row.objectSsim.toFixed(3), percent(row.othersBefore)],
            ...[percent(row.othersAfter), row.seconds.toFixed(0)],
          ];
        }),
      ),
      markdownTable(
        ['put into pictures', 'edits', 'right subject', 'object SSIM'],
        summaries.map((row) => [
          ...[row.way, String(row.edits), percent(row.editsRight), row.editSsim.toFixed(3)],
        ]),
      ),
      ...compared.map(({ text }) => text),
    ].join('\n\n'),
  },
  values,
);
