import { parseArgs } from 'node:util';
import { errorsOf, type FamilyErrors, familyNames } from '../test/families.ts';
import { markdownTable, report } from './lib.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});

/** Every family against PyTorch, on the tiny exports of test/fixtures/make_families.py. */
const figures: Record<string, FamilyErrors> = {};
for (const name of familyNames) figures[name] = await errorsOf(name);

const shown = (result: number | string) =>
  typeof result === 'number' ? result.toExponential(1) : result;
const rows = Object.entries(figures).map(([name, { predict, gradient, edit, invert, draw }]) => [
  name,
  ...(typeof predict === 'string' && predict === invert
    ? [predict, '', '', '', shown(draw)]
    : [predict, gradient, edit, invert, draw].map(shown)),
]);
const table = markdownTable(['family', 'predict', 'gradient', 'edit', 'invert', 'draw'], rows);
await report('families', 'npm run bench:families', { figures, table }, options);
