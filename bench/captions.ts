import { parseArgs } from 'node:util';
import { openCaptioner } from '../src/pipeline/captions/captioner.ts';
import { captionerFolder } from '../src/pipeline/captions/folder.ts';
import { readLabels } from './judge.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';
import { readPicture, readScenes } from './scenes.ts';

const FEATURES = ['noun', 'background', 'pattern', 'worn', 'weather'] as const;
type Feature = (typeof FEATURES)[number];

/** A held-out picture and the classes that its scene is made of. */
interface Example {
  readonly file: string;
  readonly truth: Readonly<Record<string, string | number>>;
}

/** The scenes as they are and after each true edit, all rendered. */
async function examples(): Promise<Example[]> {
  const scenes = await readScenes();
  return scenes.flatMap(({ source, scene, edits }) => [
    { file: source, truth: scene },
    ...edits.map(({ truth, expected }) => ({ file: truth, truth: expected })),
  ]);
}

/** The class of a feature that a sentence names; `none` when it names none of them. */
function named(sentence: string, labels: readonly string[]): string {
  const words = sentence.split(' ');
  return labels.find((label) => words.includes(label)) ?? 'none';
}

async function gradeCaptions() {
  const captioner = await openCaptioner(captionerFolder(MODEL));
  const labels = await readLabels();
  const rights: Record<Feature, boolean[]> = {
    ...{ noun: [], background: [], pattern: [], worn: [], weather: [] },
  };
  const whole: boolean[] = [];
  const confidences = { right: [] as number[], wrong: [] as number[] };
  const seconds: number[] = [];
  for (const { file, truth } of await examples()) {
    const picture = await readPicture(file);
    const start = performance.now();
    const { sentence, confidence } = await captioner.caption(picture);
    seconds.push((performance.now() - start) / 1000);
    const right = FEATURES.map((feature) => {
      const isRight = named(sentence, labels[feature] ?? []) === (truth[feature] || 'none');
      rights[feature].push(isRight);
      return isRight;
    });
    whole.push(right.every(Boolean));
    confidences[right.every(Boolean) ? 'right' : 'wrong'].push(confidence);
  }
  await captioner.close();
  const share = (hits: readonly boolean[]) => mean(hits.map(Number));
  const figures = {
    scenes: whole.length,
    allWordsRight: share(whole),
    ...Object.fromEntries(FEATURES.map((feature) => [feature, share(rights[feature])])),
    seconds: mean(seconds),
    confidence: {
      whenRight: mean(confidences.right),
      whenWrong: confidences.wrong.length > 0 ? mean(confidences.wrong) : null,
    },
  };
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const table = markdownTable(
    ['words right', 'share of pictures'],
    [
      ...FEATURES.map((feature) => [feature, percent(share(rights[feature]))]),
      ['all five', percent(figures.allWordsRight)],
    ],
  );
  const confidence = figures.confidence;
  const remarks =
    `${whole.length} held-out pictures, ${(1000 * figures.seconds).toFixed(0)} ms each. Mean confidence ` +
    `${confidence.whenRight.toFixed(2)} where all is right, ` +
    `${confidence.whenWrong?.toFixed(2) ?? '–'} elsewhere.`;
  return { figures, table: `${table}\n\n${remarks}` };
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
await report('captions', 'npm run bench:captions', await gradeCaptions(), values);
