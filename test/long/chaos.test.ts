import { describe, expect, it } from 'vitest';
import { type ChaosReport, chaos } from '../chaos/chaos.ts';
import { chaosOnMachines } from '../chaos/machines.ts';
import { hasRedis, NEEDS_REDIS } from '../redis.ts';

const CLEAN = {
  ...{ lost: 0, doubled: 0, broken: 0 },
  ...{ unsaid: 0, missingPictures: 0, orphans: 0, afterForget: 0 },
};

function expectClean(report: ChaosReport): void {
  expect(report).toMatchObject(CLEAN);
  // How many depends on the machine; without any the rest would say nothing.
  expect(report.accepted).toBeGreaterThan(0);
  expect(report.answered + report.apologised).toBeLessThanOrEqual(report.accepted);
}

// `npm run test:chaos` kills a hundred times.
describe('whatever happens to it, each accepted request is answered once, and all that is kept is shown', () => {
  it('a bot and its pipeline are killed, its disk is full, and its clock is set', {
    timeout: 240_000,
  }, async () => {
    const report = await chaos({ kills: 7, seed: 11, pipeline: 'stand-in', lifeMs: 700 });
    expect(report).toMatchObject({ kills: 7, clocks: 2 });
    expectClean(report);
  });

  if (!hasRedis) it.skip(NEEDS_REDIS);
  else
    it('workers are frozen and killed, their Redis is full, and clocks are set', {
      timeout: 240_000,
    }, async () => {
      const report = await chaosOnMachines(5, 12);
      expect(report).toMatchObject({
        kills: 1,
        workerKills: 1,
        frozen: 1,
        redisFull: 1,
        clocks: 1,
      });
      expectClean(report);
    });
});
