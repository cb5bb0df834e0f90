import type { PathMethod } from '../src/pipeline/diffusion/inversion/inversion.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { markdownTable, mean } from './lib.ts';
import { isWhole } from './realism.ts';
import { type BenchEdit, type BenchEditKind, EDIT_KINDS } from './scenes.ts';

/** What one edit of one scene came to; docs/benchmarks.md says what each figure means. */
export interface Grade {
  readonly kind: BenchEditKind;
  readonly isRight: boolean;
  readonly isTruthRight: boolean;
  readonly isRestKept: boolean;
  /** Null when the edit leaves nothing as it was. */
  readonly background: {
    readonly psnr: number;
    readonly reconstructionPsnr: number;
  } | null;
  readonly truthPsnr: number;
  readonly object: Likeness;
  /** Of swaps: how near the new object comes to its glyph, wherever it stands. */
  readonly realism: number | null;
  /** Nothing falls that could be drawn elsewhere than it truly is. */
  readonly isDry: boolean;
  readonly edit: BenchEdit;
  readonly picture: Picture;
  readonly truth: Picture;
}

/** How near what an edit changes comes to the truth; docs/benchmarks.md says where. */
export interface Likeness {
  readonly ssim: number;
  readonly shiftedSsim: number;
  readonly boundSsim: number;
  /** Of the picture as it was, which is what an edit that does nothing has. */
  readonly untouchedSsim: number;
  /** Of the truth with other flakes, which is what a perfect painter has; null where none are drawn. */
  readonly otherFallSsim: number | null;
  readonly psnr: number;
}

/** A drawing from a caption alone, at its best place and size. */
export interface Drawing {
  readonly ssim: number;
  readonly boundSsim: number;
}

export type Reconstruction = Record<'vae' | PathMethod, number>;

export interface SceneGrades {
  readonly reconstruction: Reconstruction;
  readonly grades: readonly Grade[];
  readonly drawing: Drawing;
}

function editFigures(grades: readonly Grade[]) {
  const share = (isTrue: (grade: Grade) => boolean) =>
    mean(grades.map((grade) => Number(isTrue(grade))));
  const backgrounds = grades.flatMap(({ background }) => (background ? [background] : []));
  const objects = grades.map(({ object }) => object);
  const realisms = grades.flatMap(({ realism }) => (realism === null ? [] : [realism]));
  const dry = grades.filter(({ isDry }) => isDry).map(({ object }) => object);
  const meanOrNull = (values: readonly number[]) => (values.length > 0 ? mean(values) : null);
  return {
    success: share((grade) => grade.isRight),
    backgroundPsnr: meanOrNull(backgrounds.map((background) => background.psnr)),
    truthPsnr: mean(grades.map((grade) => grade.truthPsnr)),
    reconstructionPsnr: meanOrNull(backgrounds.map((area) => area.reconstructionPsnr)),
    restKept: share((grade) => grade.isRestKept),
    truthSuccess: share((grade) => grade.isTruthRight),
    realism: meanOrNull(realisms),
    whole: meanOrNull(realisms.map((realism) => Number(isWhole(realism)))),
    objectSsim: mean(objects.map((object) => object.ssim)),
    objectSsimBound: mean(objects.map((object) => object.boundSsim)),
    objectSsimShifted: mean(objects.map((object) => object.shiftedSsim)),
    objectSsimDry: meanOrNull(dry.map((object) => object.ssim)),
    objectSsimDryShifted: meanOrNull(dry.map((object) => object.shiftedSsim)),
    objectSsimUntouched: mean(objects.map((object) => object.untouchedSsim)),
    objectSsimOtherFall: meanOrNull(
      objects.flatMap(({ otherFallSsim }) => (otherFallSsim === null ? [] : [otherFallSsim])),
    ),
    objectPsnr: mean(objects.map((object) => object.psnr)),
    edits: grades.length,
    backgrounds: backgrounds.length,
  };
}

/** Means over scenes; docs/benchmarks.md says what each is. */
export function figuresOf(scenes: readonly SceneGrades[]) {
  const reconstruction = (method: keyof Reconstruction) =>
    mean(scenes.map((scene) => scene.reconstruction[method]));
  const grades = scenes.flatMap((scene) => scene.grades);
  const edits = (kind: BenchEditKind) => editFigures(grades.filter((grade) => grade.kind === kind));
  return {
    scenes: scenes.length,
    reconstruction: {
      vae: reconstruction('vae'),
      'null-text': reconstruction('null-text'),
      pivotal: reconstruction('pivotal'),
      direct: reconstruction('direct'),
      'negative-prompt': reconstruction('negative-prompt'),
      ddim: reconstruction('ddim'),
    },
    edits: {
      swap: edits('swap'),
      wear: edits('wear'),
      background: edits('background'),
      weather: edits('weather'),
      combined: edits('combined'),
    },
    drawings: {
      objectSsim: mean(scenes.map(({ drawing }) => drawing.ssim)),
      objectSsimBound: mean(scenes.map(({ drawing }) => drawing.boundSsim)),
    },
  };
}

export function tableOf({
  reconstruction,
  edits,
  drawings,
  scenes,
}: ReturnType<typeof figuresOf>): string {
  const decibels = (value: number | null) => value?.toFixed(2) ?? '–';
  const similarity = (value: number | null) => value?.toFixed(3) ?? '–';
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    markdownTable(
      [`reconstruction of ${scenes} scenes`, 'PSNR dB'],
      Object.entries(reconstruction).map(([method, value]) => [method, decibels(value)]),
    ),
    markdownTable(
      [
        ...['edit', 'success', 'rest kept', 'background dB'],
        ...['reconstruction there dB', 'truth dB'],
      ],
      EDIT_KINDS.map((kind) => {
        const figures = edits[kind];
        return [
          kind,
          percent(figures.success),
          percent(figures.restKept),
          decibels(figures.backgroundPsnr),
          decibels(figures.reconstructionPsnr),
          decibels(figures.truthPsnr),
        ];
      }),
    ),
    markdownTable(
      [
        ...['edit', 'object SSIM', 'at the best shift', 'without weather', 'at the best shift'],
        ...[
          'through the autoencoder',
          'if nothing is done',
          'if flakes fall elsewhere',
          'object dB',
        ],
      ],
      EDIT_KINDS.map((kind) => {
        const figures = edits[kind];
        return [
          kind,
          similarity(figures.objectSsim),
          similarity(figures.objectSsimShifted),
          similarity(figures.objectSsimDry),
          similarity(figures.objectSsimDryShifted),
          similarity(figures.objectSsimBound),
          similarity(figures.objectSsimUntouched),
          similarity(figures.objectSsimOtherFall),
          decibels(figures.objectPsnr),
        ];
      }),
    ),
    `Drawings from captions alone come to an object SSIM of ${similarity(drawings.objectSsim)} at their ` +
      `best place and size; through the autoencoder the true ones have ${similarity(drawings.objectSsimBound)}.`,
    `${percent(edits.swap.whole ?? 0)} of the swapped objects are whole: at their best place and size they have ` +
      `an SSIM of ${similarity(edits.swap.realism)} with the true ones.`,
    `The judge finds the change in ${percent(mean(EDIT_KINDS.map((kind) => edits[kind].truthSuccess)))} of the true pictures.`,
  ].join('\n\n');
}
