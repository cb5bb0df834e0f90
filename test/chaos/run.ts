/**
 * `npm run test:chaos`: kills the bot and its pipeline at random moments and counts what became of
 * every request that had been accepted. `--seed N` repeats a run's choices.
 */
import { parseArgs } from 'node:util';
import { markdownTable, report } from '../../bench/lib.ts';
import { type ChaosReport, chaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    kills: { type: 'string', default: '100' },
    real: { type: 'string', default: '20' },
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
const figures = {
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
const row = (name: string, of: ChaosReport): string[] => [
  name,
  ...[of.kills, of.pipelineKills, of.damaged, of.accepted, of.answered, of.apologised].map(String),
  ...[of.lost, of.doubled, of.broken].map(String),
];
const table = markdownTable(
  [
    ...['pipeline', 'kills of the bot', 'of the pipeline', 'jobs damaged', 'requests accepted'],
    ...['answered', 'apologised for', 'lost', 'doubled', 'threads broken'],
  ],
  [row('a timer in its place', standIn), row('the real one', real)],
);
await report('chaos', 'npm run test:chaos', { figures, table }, values);
process.exitCode = figures.lost + figures.doubled + figures.broken === 0 ? 0 : 1;
