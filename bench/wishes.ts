import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Vocabulary } from '../src/edit-language/english/known-words.ts';
import { wordsOf } from '../src/edit-language/english/prompt-words.ts';
import { clausesOf, selections } from '../src/edit-language/wishes/clauses.ts';
import { outcomesOf } from '../src/edit-language/wishes/fixtures/judge-talk.ts';
import { LISTS } from '../src/edit-language/wishes/fixtures/lists.ts';
import { SENTENCES } from '../src/edit-language/wishes/fixtures/talk.ts';
import {
  HELD_OUT,
  LESSONS,
  type Lesson,
} from '../src/edit-language/wishes/fixtures/training/training.ts';
import { heardIn, LIKELY } from '../src/edit-language/wishes/heard.ts';
import { plainWish } from '../src/edit-language/wishes/pieces/plain-wish.ts';
import { readingOf } from '../src/edit-language/wishes/reading/reading.ts';
import { featuresOf } from '../src/edit-language/wishes/talk/features.ts';
import { type Likelihood, likelihoodBy } from '../src/edit-language/wishes/talk/wish-likelihood.ts';
import { markdownTable, report } from './lib.ts';

/**
 * Learns what tells wishes from talk, and measures each list by what the others teach.
 * `--learn` only writes what all of them teach; `--misses` shows what was missed.
 */
const WEIGHTS = fileURLToPath(
  new URL('../src/edit-language/wishes/talk/weights.txt', import.meta.url),
);
const context = { vocabulary: new Vocabulary(null), edited: [] };

/** A line or a clause of one, with what it has for and against being a wish. */
interface Example {
  readonly list: string;
  readonly isWish: boolean;
  /** What part of a line it is, and how much a line teaches. */
  readonly weight: number;
  readonly worth: number;
  readonly features: readonly string[];
}

/** Lines of who saw no code are nearest to what comes next, and teach as much as this many of ours. */
const STRANGERS_WORTH = 1.5;

interface Line {
  readonly list: string;
  readonly said: string;
  readonly prompt: string;
  readonly isWish: boolean;
  readonly weight: number;
  readonly worth: number;
  /** What a wish may come to; empty where nobody judged it. */
  readonly meant: readonly string[];
}

function linesOf({ list, wishes, chatter, isStrangers }: Lesson): Line[] {
  const worth = isStrangers ? STRANGERS_WORTH : 1;
  return [
    ...wishes.map(([on, said, ...meant]) => ({
      ...{ list, said, meant, prompt: SENTENCES[on], isWish: true, weight: 1, worth },
    })),
    ...chatter.flatMap(([said, on]) =>
      on.map((name) => ({
        ...{ list, said, meant: [], prompt: SENTENCES[name], isWish: false },
        weight: 1 / on.length,
        worth,
      })),
    ),
  ];
}

/** To learn from. */
const lines = LESSONS.flatMap(linesOf);
/** Nothing is learned from these. */
const held = HELD_OUT.flatMap(linesOf);

function plainOf({ said, prompt }: Line): string {
  const own = new Set(wordsOf(prompt).map(({ key }) => key));
  return plainWish(said, (word) => own.has(word));
}

/** A line and its clauses: of a wish the smallest selection of them that comes to what is meant. */
function examplesOf(line: Line): Example[] {
  const { list, said, prompt, isWish, weight, worth, meant } = line;
  const plain = plainOf(line);
  const exampleOf = (text: string, typed: string) =>
    featuresOf(text, typed, prompt, readingOf(text, prompt, context));
  const whole = { list, isWish, weight, worth, features: exampleOf(plain, said) };
  const clauses = clausesOf(plain);
  if (clauses.length === 1) return [whole];
  const right = [...selections(clauses.length)].reverse().find((kept) => {
    const text = kept.map((i) => clauses[i]!).join(', ');
    const [edit] = readingOf(text, prompt, context).edits;
    return edit !== undefined && outcomesOf(edit, prompt).some((each) => meant.includes(each));
  });
  if (isWish && !right) return [whole];
  const share = isWish ? 0.5 : weight / clauses.length;
  return [
    whole,
    ...clauses.map((text, i) => ({
      ...{ list, weight: share, worth, isWish: right?.includes(i) ?? false },
      features: exampleOf(text, text),
    })),
  ];
}

const EPOCHS = 60;
const RATE = 0.5;
const DECAY = 1.2;
/** A feature of fewer lines teaches nothing. */
const RARE = 2;

/** Logistic regression with weight decay by Adagrad (Duchi et al., 2011) on the whole batch. */
function learn(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { features, weight } of examples)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + weight);
  const names = ['bias', ...[...counts].flatMap(([name, n]) => (n >= RARE ? [name] : []))];
  const index = new Map(names.map((name, i) => [name, i]));
  const rows = examples.map(({ features }) => [
    0,
    ...features.flatMap((feature) => index.get(feature) ?? []),
  ]);
  const weights = new Float64Array(names.length);
  const squares = new Float64Array(names.length).fill(1e-8);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const slopes = weights.map((weight, i) => (i === 0 ? 0 : DECAY * weight));
    examples.forEach(({ isWish, weight, worth }, k) => {
      const sum = rows[k]!.reduce((total, i) => total + weights[i]!, 0);
      const slope = (1 / (1 + Math.exp(-sum)) - Number(isWish)) * weight * worth;
      for (const i of rows[k]!) slopes[i]! += slope;
    });
    slopes.forEach((slope, i) => {
      squares[i]! += slope * slope;
      weights[i]! -= (RATE * slope) / Math.sqrt(squares[i]!);
    });
  }
  return new Map(names.map((name, i) => [name, weights[i]!]));
}

/** Of a list, how many wishes come to what is meant, and how many lines of chatter are answered. */
function measureBy(likelihoodOf: Likelihood, list: string) {
  const heard = (line: Line) => {
    const found = heardIn(plainOf(line), line.said, line.prompt, context, likelihoodOf);
    return found.likelihood < LIKELY ? [] : found.edits.slice(0, 3);
  };
  const own = [...lines, ...held].filter((line) => line.list === list);
  const wishes = own.filter(({ isWish, meant }) => isWish && meant.length > 0);
  const missed = wishes.filter(
    (line) =>
      !heard(line)
        .flatMap((edit) => outcomesOf(edit, line.prompt))
        .some((outcome) => line.meant.includes(outcome)),
  );
  const chatter = own.filter(({ isWish }) => !isWish);
  const answered = new Set(
    chatter.filter((line) => heard(line).length > 0).map(({ said }) => said),
  );
  const { size } = new Set(chatter.map(({ said }) => said));
  return {
    ...{ wishes: wishes.length, heard: wishes.length - missed.length },
    ...{ chatter: size, answered: answered.size },
    misses: [...missed.map(({ said }) => said), ...[...answered].map((said) => `(${said})`)],
  };
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    learn: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
});
const examples = lines.flatMap(examplesOf);
if (values.learn) {
  const rows = [...learn(examples)]
    .filter(([, weight]) => Math.abs(weight) >= 0.03)
    .map(([feature, weight]) => `${feature}\t${weight.toFixed(2)}`);
  await writeFile(WEIGHTS, `${rows.sort().join('\n')}\n`);
  process.exit();
}
const lists = [...Object.keys(LISTS), ...HELD_OUT.map(({ list }) => list)].map((list) => {
  const likelihoodOf = likelihoodBy(learn(examples.filter((each) => each.list !== list)));
  return { list, ...measureBy(likelihoodOf, list) };
});
if (values.misses) for (const { list, misses } of lists) console.error(list, misses);
const table = markdownTable(
  ['list, judged by what the others teach', 'wishes understood or offered', 'chatter answered'],
  lists.map(({ list, wishes, heard, chatter, answered }) => [
    ...[list, `${heard} of ${wishes}`, `${answered} of ${chatter}`],
  ]),
);
const figures = { lists: lists.map(({ misses: _, ...list }) => list) };
await report('wishes', 'npm run bench:wishes', { figures, table }, values);
