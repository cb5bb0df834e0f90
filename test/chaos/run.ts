/**
 * `npm run test:chaos`: kills the bot and its pipeline at random moments and counts what became of
 * every request that had been accepted. `--seed N` repeats a run's choices, `--json` prints one line.
 */
import { parseArgs } from 'node:util';
import { type ChaosReport, chaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    kills: { type: 'string', default: '100' },
    real: { type: 'string', default: '6' },
  },
});
const seed = Number(values.seed);
process.stderr.write(`seed ${seed}\n`);
const standIn = await chaos({
  ...{ kills: Number(values.kills), seed, pipeline: 'stand-in', lifeMs: 900 },
});
process.stderr.write(`stand-in ${JSON.stringify(standIn)}\n`);
const real = await chaos({
  ...{ kills: Number(values.real), seed: seed + 1, pipeline: 'real', lifeMs: 6_000 },
});
process.stderr.write(`real ${JSON.stringify(real)}\n`);

const sum = (name: keyof ChaosReport): number => standIn[name] + real[name];
const report = {
  kills: sum('kills') + sum('pipelineKills'),
  accepted: sum('accepted'),
  answered: sum('answered'),
  apologised: sum('apologised'),
  lost: sum('lost'),
  doubled: sum('doubled'),
  broken: sum('broken'),
  seed,
  standIn,
  real,
};
process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`);
process.exitCode = report.lost + report.doubled + report.broken === 0 ? 0 : 1;
