/**
 * `npm run test:chaos`: kills the bot, its pipeline and workers at random moments, freezes workers,
 * fills disk and Redis, and counts what became of every request that had been accepted and of all
 * that is kept. `--kills 1000` is the long run, of about an hour and a half: it goes in parts, each
 * with stores of its own, and after each it says on stderr what it has found so far. `--seed N`
 * repeats a run's choices.
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

const COLUMNS: readonly (readonly [string, keyof ChaosReport])[] = [
  ['kills of the bot', 'kills'],
  ['of the pipeline', 'pipelineKills'],
  ['of workers', 'workerKills'],
  ['workers frozen', 'frozen'],
  ['disk full', 'diskFull'],
  ['Redis full', 'redisFull'],
  ['clocks set', 'clocks'],
  ['jobs damaged', 'damaged'],
  ['threads damaged', 'damagedThreads'],
  ['requests accepted', 'accepted'],
  ['answered', 'answered'],
  ['apologised for', 'apologised'],
  ['threads forgotten', 'forgotten'],
  ['lost', 'lost'],
  ['doubled', 'doubled'],
  ['own words unshown', 'unsaid'],
  ['long inversions missing', 'unimproved'],
  ['threads broken', 'broken'],
  ['pictures missing', 'missingPictures'],
  ['orphans', 'orphans'],
  ['leftovers swept', 'swept'],
  ['words after forgetting', 'afterForget'],
];
/** Of the bot's kills; the other harms are shared out in the same way. */
const PART = 100;
const parts = Math.max(1, Math.ceil(kills / PART));
const share = (total: number, part: number): number =>
  Math.round((total * (part + 1)) / parts) - Math.round((total * part) / parts);
const real = Number(values.real ?? Math.min(20, Math.ceil(kills / 10)));
const rounds = Number(values.rounds ?? Math.min(200, Math.ceil(kills / 5)));

const campaigns = (part: number): [string, number, (times: number) => Promise<ChaosReport>][] => {
  const of = seed + 10 * part;
  const standIn = { seed: of, pipeline: 'stand-in', lifeMs: 900 } as const;
  const model = { seed: of + 1, pipeline: 'real', lifeMs: 6_000 } as const;
  return [
    ['a timer in its place', share(kills, part), (times) => chaos({ kills: times, ...standIn })],
    ['the real one', share(real, part), (times) => chaos({ kills: times, ...model })],
    ['on workers', hasRedis ? share(rounds, part) : 0, (times) => chaosOnMachines(times, of + 2)],
  ];
};
const found = new Map<string, ChaosReport>();
for (let part = 0; part < parts; part++)
  for (const [name, times, run] of campaigns(part)) {
    if (times === 0) continue;
    const result = await run(times);
    found.set(name, added(found.get(name), result));
    say(`${name}: ${JSON.stringify(result)}\nso far: ${JSON.stringify(figuresOf(found))}`);
    say(`\n${tableOf(found)}\n`);
  }
const reports = [...found];
if (figuresOf(found).diskFull === 0 && kills > 5) say(`Without a full disk: ${NEEDS_MOUNT}`);
const result = { figures: figuresOf(found), table: tableOf(found) };
await report('chaos', 'npm run test:chaos', result, values);
process.exitCode = reports.every(([, each]) => isClean(each)) ? 0 : 1;

function added(before: ChaosReport | undefined, { ...sum }: ChaosReport): ChaosReport {
  if (before) for (const [, of] of COLUMNS) sum[of] += before[of];
  return sum;
}

function figuresOf(reports: ReadonlyMap<string, ChaosReport>) {
  const sum = (name: keyof ChaosReport): number =>
    [...reports.values()].reduce((total, each) => total + each[name], 0);
  return {
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
    clocks: sum('clocks'),
    unsaid: sum('unsaid'),
    unimproved: sum('unimproved'),
    forgotten: sum('forgotten'),
    broken: sum('broken'),
    seed,
    campaigns: Object.fromEntries(reports),
  };
}

function tableOf(reports: ReadonlyMap<string, ChaosReport>): string {
  return markdownTable(
    ['pipeline', ...COLUMNS.map(([title]) => title)],
    [...reports].map(([name, each]) => [name, ...COLUMNS.map(([, of]) => String(each[of]))]),
  );
}
