import { expect, it } from 'vitest';
import { chaos } from './chaos/chaos.ts';

// `npm run test:chaos` kills a hundred times.
it('answers every accepted request once, however often the bot and its pipeline are killed', {
  timeout: 240_000,
}, async () => {
  const report = await chaos({ kills: 5, seed: 11, pipeline: 'stand-in', lifeMs: 700 });
  expect(report).toMatchObject({ kills: 5, lost: 0, doubled: 0, broken: 0 });
  // How many depends on the machine; without any the rest would say nothing.
  expect(report.accepted).toBeGreaterThan(0);
  expect(report.answered + report.apologised).toBe(report.accepted);
});
