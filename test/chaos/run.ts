/**
 * `npm run test:chaos`: kills the bot, its pipeline and workers at random moments, freezes workers,
 * fills disk and Redis, and counts what became of every request that had been accepted and of all
 * that is kept. `--kills 1000` is the long run, of about an hour and a half; `--seed N` repeats a
 * run's choices.
 */
import { parseArgs } from 'node:util';
import { markdownTable, report } from '../../bench/lib.ts';
import { hasRedis, NEEDS_REDIS } from '../redis.ts';
import { type ChaosReport, chaos, isClean } from './chaos.ts';
import { chaosOnMachines } from './machines.ts';
import { NEEDS_MOUNT } from './small-disk.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    kills: { type: 'string', default: '100' },
    /** Kills with the real pipeline; each takes seconds. */
    real: { type: 'string' },
    /** Harms to a bot with workers on a Redis, each kind by turns. */
    rounds: { type: 'string' },
  },
});
const seed = Number(values.seed);
const kills = Number(values.kills);
const say = (text: string): void => void process.stderr.write(`${text}\n`);
say(`seed ${seed}`);
if (!hasRedis) say(`Without workers: ${NEEDS_REDIS}`);

const campaigns: Record<string, () => Promise<ChaosReport>> = {
  'a timer in its place': () => chaos({ kills, seed, pipeline: 'stand-in', lifeMs: 900 }),
  'the real one': () =>
    chaos({
      kills: Number(values.real ?? Math.min(20, Math.ceil(kills / 10))),
      ...{ seed: seed + 1, pipeline: 'real', lifeMs: 6_000 },
    }),
  ...(hasRedis && {
    'on workers': () =>
      chaosOnMachines(Number(values.rounds ?? Math.min(200, Math.ceil(kills / 5))), seed + 2),
  }),
};
const reports: [string, ChaosReport][] = [];
for (const [name, run] of Object.entries(campaigns)) {
  const result = await run();
  say(`${name} ${JSON.stringify(result)}`);
  reports.push([name, result]);
}

const sum = (name: keyof ChaosReport): number =>
  reports.reduce((total, [, result]) => total + result[name], 0);
if (sum('diskFull') === 0 && kills > 5) say(`Without a full disk: ${NEEDS_MOUNT}`);
const figures = {
  kills: sum('kills') + sum('pipelineKills') + sum('workerKills'),
  lost: sum('lost'),
  doubled: sum('doubled'),
  orphans: sum('orphans'),
  missingPictures: sum('missingPictures'),
  afterForget: sum('afterForget'),
  diskFull: sum('diskFull'),
  redisFull: sum('redisFull'),
  frozen: sum('frozen'),
  accepted: sum('accepted'),
  answered: sum('answered'),
  apologised: sum('apologised'),
  forgotten: sum('forgotten'),
  broken: sum('broken'),
  seed,
  campaigns: Object.fromEntries(reports),
};
const COLUMNS: readonly (readonly [string, keyof ChaosReport])[] = [
  ['kills of the bot', 'kills'],
  ['of the pipeline', 'pipelineKills'],
  ['of workers', 'workerKills'],
  ['workers frozen', 'frozen'],
  ['disk full', 'diskFull'],
  ['Redis full', 'redisFull'],
  ['jobs damaged', 'damaged'],
  ['requests accepted', 'accepted'],
  ['answered', 'answered'],
  ['apologised for', 'apologised'],
  ['threads forgotten', 'forgotten'],
  ['lost', 'lost'],
  ['doubled', 'doubled'],
  ['threads broken', 'broken'],
  ['pictures missing', 'missingPictures'],
  ['orphans', 'orphans'],
  ['words after forgetting', 'afterForget'],
];
const table = markdownTable(
  ['pipeline', ...COLUMNS.map(([title]) => title)],
  reports.map(([name, result]) => [name, ...COLUMNS.map(([, of]) => String(result[of]))]),
);
await report('chaos', 'npm run test:chaos', { figures, table }, values);
process.exitCode = reports.every(([, result]) => isClean(result)) ? 0 : 1;
