const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const COUNT = `([2-9]|${NUMBERS.join('|')})`;
const KINDS = '(?:different )?(?:versions|variations|variants|takes|options|alternatives|tries)';
const BEHIND = new RegExp(
  `^(.*\\S)[\\s,;:]+(?:x([2-9])|([2-9])x|(?:in |and )?(?:(?:show|give) me )?${COUNT} ${KINDS}(?: please)?)[.!?]*$`,
  'isu',
);

/** A wish without how many pictures of it are wanted, which stands behind it. */
export interface Several {
  readonly wish: string;
  readonly count: number;
}

/** “make it a lion x4”, “a koala please, in three versions”; null for a text that names no count so. */
export function severalIn(text: string): Several | null {
  const [, wish, ...counts] = BEHIND.exec(text) ?? [];
  const count = counts.find((found) => found !== undefined)?.toLowerCase();
  if (wish === undefined || count === undefined) return null;
  const spelt = NUMBERS.indexOf(count);
  return { wish, count: spelt < 0 ? Number(count) : spelt + 2 };
}
