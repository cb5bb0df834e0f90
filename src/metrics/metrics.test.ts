import { Gauge } from 'prom-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InProcessQueue } from '../bot/queue/in-process-queue.ts';
import type { Ending, Job, Worker } from '../bot/queue/job-queue.ts';
import { createLog } from '../log.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { Metrics } from './metrics.ts';
import { MetricsServer } from './server.ts';

const job = (id: string, kind: Job['kind'] = 'edit'): Job => ({
  id,
  kind,
  thread: 't',
  result: id,
  requester: { key: 'discord/ann', name: 'Ann' },
  title: 'a secret sentence',
  message: { place: { platform: 'discord', workspace: 'w', channel: 'c' }, id: 'm' },
});
const REPORT = {
  method: 'null-text',
  steps: 1,
  psnr: 27.5,
  vaePsnr: 30,
  unetEvaluations: 1,
  gradientEvaluations: 1,
  seconds: 1,
} as const;

/** Runs jobs through a measured queue; what Prometheus and the log are told. */
async function run(worker: Worker, ...jobs: Job[]) {
  const metrics = new Metrics();
  const lines: string[] = [];
  const queue = metrics.measured(
    new InProcessQueue(worker),
    createLog('info', [], { write: (line) => void lines.push(line) }),
  );
  const endings: Ending[] = [];
  queue.listen({
    moved() {},
    started() {},
    progressed() {},
    ended: async (_, ending) => void endings.push(ending),
    isKept: async () => true,
  });
  for (const each of jobs) await queue.add(each);
  await queue.idle();
  const told = await metrics.registry.metrics();
  await queue.close();
  return { told, endings, log: lines.map((line): unknown => JSON.parse(line)) };
}

describe('a job', () => {
  it('is counted and timed by its kind, and logged under its id', async () => {
    const { told, endings, log } = await run(
      async () => ({
        kind: 'inverted',
        inversion: 'i',
        picture: 'p',
        redrawn: 'r',
        heat: [],
        report: REPORT,
      }),
      job('job-1', 'quick'),
    );
    expect(endings).toMatchObject([{ kind: 'done' }]);
    expect(told).toContain('wordbrush_jobs_total{kind="quick",ending="done"} 1');
    expect(told).toContain('wordbrush_job_wait_seconds_count{kind="quick"} 1');
    expect(told).toContain('wordbrush_job_run_seconds_count{kind="quick"} 1');
    expect(told).toContain('wordbrush_inversion_psnr_decibels_sum{method="null-text"} 27.5');
    expect(told).toContain(
      'wordbrush_inversion_psnr_decibels_bucket{le="26",method="null-text"} 0',
    );
    expect(told).toContain('wordbrush_queue_jobs{state="waiting"} 0');
    expect(told).toMatch(/process_resident_memory_bytes \d{7,}/);
    expect(log).toMatchObject([{ job: 'job-1', kind: 'quick', ending: 'done', psnr: 27.5 }]);
  });

  it('that fails is counted by why', async () => {
    const { told, log } = await run(async () => {
      throw new WordbrushError('bad-image', 'The picture is damaged.');
    }, job('job-2'));
    expect(told).toContain('wordbrush_jobs_total{kind="edit",ending="failed"} 1');
    expect(told).toContain('wordbrush_errors_total{code="bad-image"} 1');
    expect(log).toMatchObject([{ job: 'job-2', ending: 'failed', code: 'bad-image' }]);
  });

  it('leaves nothing of what people wrote, nor who they are', async () => {
    const { told, log } = await run(async () => ({ kind: 'gone' }), job('job-3'));
    expect(told + JSON.stringify(log)).not.toMatch(/secret sentence|Ann|ann/);
  });
});

describe('the server of metrics', () => {
  let server: MetricsServer | undefined;
  afterEach(async () => {
    vi.restoreAllMocks();
    await server?.close();
  });
  const lines: string[] = [];
  const log = createLog('info', [], { write: (line) => void lines.push(line) });
  const open = async (check: () => Promise<void> = async () => {}) => {
    const { registry } = new Metrics();
    server = await MetricsServer.open({ host: '127.0.0.1', port: 0, registry, check, log });
    return (path: string, method = 'GET') => fetch(`${server?.address}${path}`, { method });
  };

  it('says that all is well', async () => {
    const get = await open();
    const health = await get('/healthz');
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('# TYPE wordbrush_job_wait_seconds histogram');
  });

  it('says what is wrong', async () => {
    const get = await open(async () => {
      throw new Error('The disk is full.');
    });
    const health = await get('/healthz');
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: 'failing', problem: 'The disk is full.' },
    ]);
  });

  it('answers a gauge that cannot be read by a sentence, and logs why', async () => {
    const { registry } = new Metrics();
    const broken = () => {
      throw new Error('The queue has no end.');
    };
    new Gauge({ name: 'broken', help: 'None.', registers: [registry], collect: broken });
    const check = async () => {};
    server = await MetricsServer.open({ host: '127.0.0.1', port: 0, registry, check, log });
    const printed = vi.spyOn(console, 'error');
    lines.length = 0;
    const answer = await fetch(`${server.address}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      'Something went wrong here. The log has more.',
    ]);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { msg: 'metrics: a request was lost', err: { message: 'The queue has no end.' } },
    ]);
    expect(printed).not.toHaveBeenCalled();
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
  });

  it('serves nothing else', async () => {
    const get = await open();
    for (const path of ['/', '/constructor', '/metrics/..', '/debug'])
      expect((await get(path)).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(404);
  });

  it('says which setting moves it where its port is taken', async () => {
    await open();
    const again = MetricsServer.open({
      host: '127.0.0.1',
      port: Number(new URL(server?.address ?? '').port),
      registry: new Metrics().registry,
      check: async () => {},
      log,
    });
    await expect(again).rejects.toThrow('Set WORDBRUSH_METRICS_PORT');
  });
});
