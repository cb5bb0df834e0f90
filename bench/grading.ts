import type { Verdict } from './judge.ts';
import type { BenchEdit, BenchScene } from './scenes.ts';

/** By how much the judged amount of weather must move to count as more or less; it is 0 … 1. */
const AMOUNT_STEP = 0.1;

const classOf = (value: string | number | undefined) => value || 'none';

/** The judge's heads whose class an edit changes. */
function changedHeads({ scene }: BenchScene, { expected }: BenchEdit): string[] {
  return Object.keys(expected).filter(
    (head) => head !== 'amount' && expected[head] !== classOf(scene[head]),
  );
}

/** Whether the judge sees everything that the edit asked for. */
export function isChangeRight(
  scene: BenchScene,
  edit: BenchEdit,
  before: Verdict,
  after: Verdict,
): boolean {
  const moved = after.amount - before.amount;
  const isAmountRight = {
    same: true,
    more: moved > AMOUNT_STEP,
    less: moved < -AMOUNT_STEP,
  }[edit.expected.amount];
  const areClassesRight = changedHeads(scene, edit).every(
    (head) => after.classes[head] === edit.expected[head],
  );
  return isAmountRight && areClassesRight;
}

/** Whether the judge sees everything else as it was. */
export function isRestKept(scene: BenchScene, edit: BenchEdit, after: Verdict): boolean {
  const changed = changedHeads(scene, edit);
  return Object.keys(after.classes).every(
    (head) => changed.includes(head) || after.classes[head] === classOf(scene.scene[head]),
  );
}
