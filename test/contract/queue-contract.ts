import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/bot/outcome/outcome.ts';
import {
  type Ending,
  type Job,
  type JobQueue,
  NotYet,
  type Worker,
} from '../../src/bot/queue/job-queue.ts';
import { WordbrushError } from '../../src/pipeline/errors.ts';

export interface OpenQueue {
  readonly queue: JobQueue;
  close(): Promise<void>;
}

export const job = (id: string, kind: Job['kind'] = 'edit', person = 'ann'): Job => ({
  id,
  kind,
  thread: 't',
  result: id,
  requester: { key: person, name: person },
  title: id,
  message: { place: { platform: 'web', workspace: 'w', channel: 'c' }, id },
});

export const edited = (id: string): Outcome => ({
  kind: 'edited',
  pictures: [id],
  drawn: [],
  seconds: 1,
});

/** Writes down what a queue tells. */
export class Notebook {
  readonly moves: string[] = [];
  readonly progress: string[] = [];
  readonly endings: [job: string, ending: Ending][] = [];

  readonly listener = {
    moved: ({ id }: Job, position: number) => void this.moves.push(`${id} ${position}`),
    started: () => {},
    progressed: (
      { id }: Job,
      { phase, done, total }: { phase: string; done: number; total: number },
    ) => void this.progress.push(`${id} ${phase} ${done}/${total}`),
    ended: async ({ id }: Job, ending: Ending) => void this.endings.push([id, ending]),
    isKept: async () => true,
  };

  endingsOf(id: string): Ending[] {
    return this.endings.flatMap(([of, ending]) => (of === id ? [ending] : []));
  }
}

/** What every JobQueue does, with one worker behind it. */
export function describeQueue(name: string, open: (worker: Worker) => Promise<OpenQueue>): void {
  describe(name, () => {
    let opened: OpenQueue;
    let queue: JobQueue;
    let notes: Notebook;
    /** What has been started, in order; a job runs until it is told to do something. */
    let started: string[];
    let stopped: [job: string, reason: unknown][];
    let running: Map<string, (act: () => Outcome) => void>;

    beforeEach(async () => {
      started = [];
      stopped = [];
      running = new Map();
      notes = new Notebook();
      opened = await open(async ({ id }, { signal, onProgress }) => {
        started.push(id);
        onProgress({ phase: 'edit', done: 1, total: 2 });
        try {
          return await new Promise<Outcome>((resolve, reject) => {
            running.set(id, (act) => {
              try {
                resolve(act());
              } catch (error) {
                reject(error);
              }
            });
            signal.addEventListener('abort', () => {
              stopped.push([id, signal.reason]);
              reject(new WordbrushError('cancelled', 'The job was cancelled.'));
            });
          });
        } finally {
          running.delete(id);
        }
      });
      queue = opened.queue;
      queue.listen(notes.listener);
    });
    afterEach(() => opened.close());

    const runs = (id: string) => vi.waitFor(() => expect([...running.keys()]).toEqual([id]), WAIT);
    const act = async (id: string, what: () => Outcome): Promise<void> => {
      await runs(id);
      running.get(id)?.(what);
    };
    const finish = async (id: string): Promise<void> => {
      await act(id, () => edited(id));
      await vi.waitFor(() => expect(notes.endingsOf(id)).toHaveLength(1), WAIT);
    };
    const addAll = async (...jobs: readonly Job[]): Promise<void> => {
      for (const next of jobs) await queue.add(next);
    };
    const waiting = (): string[] =>
      queue.jobs().flatMap(({ job: { id }, state }) => (state === 'waiting' ? [id] : []));
    const expectWaiting = (...ids: string[]) =>
      vi.waitFor(() => expect(waiting()).toEqual(ids), WAIT);

    it('runs a job and tells of its progress and its outcome', async () => {
      await queue.add(job('a'));
      await finish('a');
      expect(notes.progress).toEqual(['a edit 1/2']);
      expect(notes.endings).toEqual([['a', { kind: 'done', outcome: edited('a') }]]);
      await queue.idle();
      expect(queue.jobs()).toEqual([]);
    });

    it('brings an outcome over as it was, infinite PSNR included', async () => {
      const outcome: Outcome = {
        kind: 'inverted',
        inversion: 'i',
        picture: 'p',
        redrawn: 'r',
        heat: [{ word: 'cat', picture: 'h' }],
        report: {
          method: 'direct',
          steps: 8,
          psnr: 30.25,
          vaePsnr: Number.POSITIVE_INFINITY,
          unetEvaluations: 8,
          gradientEvaluations: 0,
          seconds: 0.5,
        },
      };
      await queue.add(job('a', 'quick'));
      await act('a', () => outcome);
      await queue.idle();
      expect(notes.endings).toEqual([['a', { kind: 'done', outcome }]]);
    });

    it('runs one job at a time, short kinds first', async () => {
      await queue.add(job('a'));
      await runs('a');
      await addAll(job('full', 'full'), job('learn', 'learn'), job('b'), job('quick', 'quick'));
      await expectWaiting('quick', 'b', 'learn', 'full');
      for (const id of ['a', 'quick', 'b', 'learn', 'full']) await finish(id);
      expect(started).toEqual(['a', 'quick', 'b', 'learn', 'full']);
    });

    it('lets nobody’s many jobs hold up another’s first', async () => {
      await queue.add(job('a1'));
      await runs('a1');
      await addAll(job('a2'), job('a3'), job('a4'), job('b1', 'edit', 'ben'));
      await expectWaiting('a2', 'b1', 'a3', 'a4');
      for (const id of ['a1', 'a2', 'b1', 'a3', 'a4']) await finish(id);
    });

    it('takes a job that is added twice once', async () => {
      await addAll(job('a'), job('a'));
      await finish('a');
      await queue.idle();
      expect(started).toEqual(['a']);
    });

    it('tells places as they change', async () => {
      await queue.add(job('a'));
      await runs('a');
      await addAll(job('b'), job('c'));
      await vi.waitFor(() => expect(notes.moves).toContain('c 2'), WAIT);
      await queue.cancel('b');
      await vi.waitFor(() => expect(notes.moves.at(-1)).toBe('c 1'), WAIT);
      expect(queue.jobs().map(({ job: { id }, position }) => [id, position])).toEqual([
        ['a', 0],
        ['c', 1],
      ]);
    });

    it('tells places in which the jobs then run', async () => {
      const told = () => Object.fromEntries(notes.moves.map((move) => move.split(' ')));
      const expectPlaces = (places: Record<string, string>) =>
        vi.waitFor(() => expect(told()).toMatchObject(places), WAIT);
      await queue.add(job('a'));
      await runs('a');
      await addAll(job('full', 'full'), job('a2'), job('a3'), job('b', 'edit', 'ben'));
      await queue.add(job('quick', 'quick', 'ben'));
      await expectPlaces({ quick: '1', a2: '2', b: '3', a3: '4', full: '5' });
      await finish('a');
      await runs('quick');
      await expectPlaces({ a2: '1', b: '2', a3: '3', full: '4' });
      for (const id of ['quick', 'a2', 'b', 'a3', 'full']) await finish(id);
      expect(started).toEqual(['a', 'quick', 'a2', 'b', 'a3', 'full']);
    });

    it('stops a waiting job without starting it, and a running one by its signal', async () => {
      await queue.add(job('a'));
      await runs('a');
      await queue.add(job('b'));
      expect(await queue.cancel('b')).toBe(true);
      expect(await queue.cancel('a')).toBe(true);
      await queue.idle();
      expect(await queue.cancel('a')).toBe(false);
      expect(started).toEqual(['a']);
      expect(stopped).toEqual([['a', 'cancelled']]);
      expect(notes.endings).toEqual([
        ['b', { kind: 'cancelled' }],
        ['a', { kind: 'cancelled' }],
      ]);
    });

    it.each(['full', 'learn'] as const)(
      'has a long job (%s) make way for an edit, and starts it again, a few times',
      async (kind) => {
        await queue.add(job('long', kind));
        for (const id of ['e1', 'e2', 'e3']) {
          await runs('long');
          await queue.add(job(id));
          await finish(id);
        }
        await runs('long');
        await queue.add(job('e4'));
        await expectWaiting('e4');
        await finish('long');
        await finish('e4');
        expect(stopped).toEqual(Array(3).fill(['long', 'yielded']));
        expect(started.filter((id) => id === 'long')).toHaveLength(4);
      },
    );

    it('stops a long inversion that has made way', async () => {
      await queue.add(job('full', 'full'));
      await runs('full');
      await queue.add(job('e'));
      await runs('e');
      expect(await queue.cancel('full')).toBe(true);
      await finish('e');
      await queue.idle();
      expect(notes.endingsOf('full')).toEqual([{ kind: 'cancelled' }]);
    });

    it('puts back a job whose time has not come', async () => {
      await queue.add(job('early'));
      await runs('early');
      await queue.add(job('b'));
      await act('early', () => {
        throw new NotYet();
      });
      await finish('b');
      await finish('early');
      expect(started).toEqual(['early', 'b', 'early']);
    });

    it('tries a job that breaks once more, and gives up after that', async () => {
      const breaks = () => {
        throw new TypeError('x is not a function');
      };
      await queue.add(job('a'));
      await act('a', breaks);
      await vi.waitFor(() => expect(started).toEqual(['a', 'a']), WAIT);
      await act('a', breaks);
      await queue.idle();
      expect(notes.endings).toEqual([['a', { kind: 'failed', error: expect.any(Error) }]]);
      expect(notes.endings[0]?.[1]).toHaveProperty('error.message', 'x is not a function');
    });

    it('does not try again what was refused with a sentence, and brings the sentence', async () => {
      await queue.add(job('a'));
      await act('a', () => {
        throw new WordbrushError('bad-prompt', 'The prompt is empty. Say what to see.');
      });
      await queue.idle();
      expect(started).toEqual(['a']);
      expect(notes.endings).toEqual([['a', { kind: 'failed', error: expect.any(WordbrushError) }]]);
      expect(notes.endings[0]?.[1]).toMatchObject({
        error: { code: 'bad-prompt', message: 'The prompt is empty. Say what to see.' },
      });
    });

    it('tells nothing of what it stops when it closes', async () => {
      await addAll(job('a'), job('b'));
      await vi.waitFor(() => expect(started).toEqual(['a']), WAIT);
      await opened.close();
      expect(stopped).toEqual([['a', 'closed']]);
      expect(notes.endings).toEqual([]);
    });
  });
}

const WAIT = { timeout: 20_000, interval: 10 };
