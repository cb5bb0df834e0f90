import { describe, expect, it } from 'vitest';
import { apply, type Change } from './changes.ts';
import { assetsOf, type Question, type Result, type Source, Thread } from './thread.ts';

const PLACE = { platform: 'web', workspace: 'w', channel: 'c', thread: 't' } as const;
const ANN = { key: 'ann', name: 'Ann' };
const BEN = { key: 'ben', name: 'Ben' };
const SOURCE: Source = {
  ...{ prompt: 'a cat', fidelity: 'quick', upload: 'upload', picture: 'posted', heat: [] },
};
const QUESTION: Question = { upload: 'upload', picture: 'posted', requester: ANN };
const REPORT = {
  method: 'null-text',
  ...{ steps: 1, psnr: Number.POSITIVE_INFINITY, vaePsnr: 30, seconds: 2 },
  ...{ unetEvaluations: 1, gradientEvaluations: 0 },
} as const;

const result = (id: string, parent: string | null, more: Partial<Result> = {}): Result => ({
  ...{ id, parent, source: 'root', title: id, prompt: id, requester: ANN, chosen: 0 },
  ...{ replacements: [], weights: [], edited: [], options: {}, pictures: [], reactions: [] },
  ...more,
});
const EMPTY: Thread = {
  ...{ key: 'k', place: PLACE, owner: ANN, sources: {}, results: [], otherMessages: [] },
  ...{ current: null, question: null },
};
const after = (...changes: readonly Change[]): Thread => changes.reduce(apply, EMPTY);
const POSTED: Change = { kind: 'posted', source: SOURCE, result: result('root', null) };
const added = (id: string, parent: string, more: Partial<Result> = {}): Change => ({
  ...{ kind: 'added', result: result(id, parent, more) },
});
const INVERTED: Change = {
  ...{ kind: 'made', result: 'root' },
  outcome: {
    ...{ kind: 'inverted', inversion: 'inversion', picture: 'seen', redrawn: 'redrawn' },
    ...{ heat: [{ word: 'cat', picture: 'heat' }], report: REPORT },
  },
};
const edited = (id: string, inversion?: string): Change => ({
  ...{ kind: 'made', result: id },
  outcome: {
    ...{ kind: 'edited', pictures: [`${id}.png`], seconds: 1, ...(inversion && { inversion }) },
    drawn: [{ method: 'diffedit', seconds: 1, unetRows: 1, likeness: 20, mask: `${id}-mask` }],
  },
});
const tree = ({ results }: Thread) => Object.fromEntries(results.map((r) => [r.id, r.parent]));

describe('what becomes of a thread', () => {
  it.each<[string, readonly Change[], Partial<Thread>]>([
    ['a picture waits', [{ kind: 'asked', question: QUESTION }], { question: QUESTION }],
    [
      'its prompt comes',
      [{ kind: 'asked', question: QUESTION }, POSTED],
      { question: null, current: 'root', sources: { root: SOURCE } },
    ],
    ['an edit is queued', [POSTED, added('a', 'root')], { current: 'a' }],
    [
      'undo goes back',
      [POSTED, added('a', 'root'), { kind: 'current', result: 'root' }],
      { current: 'root' },
    ],
    ['undo of what has gone', [POSTED, { kind: 'current', result: 'x' }], { current: 'root' }],
    [
      'the last edit comes to nothing',
      [POSTED, added('a', 'root'), { kind: 'removed', result: 'a' }],
      { current: 'root' },
    ],
    [
      'an older edit is deleted',
      [POSTED, added('a', 'root'), added('b', 'a'), { kind: 'removed', result: 'a' }],
      { current: 'b' },
    ],
    [
      'a picture comes to nothing',
      [POSTED, { kind: 'removed', result: 'root' }],
      { current: null, results: [], sources: {} },
    ],
    [
      'the model refuses a prompt',
      [POSTED, { kind: 'refused', result: 'root' }],
      { question: QUESTION, results: [], sources: {} },
    ],
  ])('when %s', (_, changes, thread) => {
    expect(after(...changes)).toMatchObject(thread);
  });

  it('what was made from a deleted picture hangs on the one before it', () => {
    const changes = [POSTED, added('a', 'root'), added('b', 'a')];
    expect(tree(after(...changes, { kind: 'removed', result: 'a' }))).toEqual({
      ...{ root: null, b: 'root' },
    });
  });

  it('a picture that is refused does not take the place of one that waits', () => {
    const other = { ...QUESTION, upload: 'other' };
    const thread = after(POSTED, { kind: 'asked', question: other });
    const now = apply(thread, { kind: 'refused', result: 'root' });
    expect(now.question).toEqual(other);
    expect(assetsOf(now).pictures).not.toContain('upload');
  });

  it('a change of something that has gone changes nothing', () => {
    const thread = after(POSTED);
    const gone: readonly Change[] = [
      edited('x'),
      { kind: 'removed', result: 'x' },
      { kind: 'shown', result: 'x', message: { place: PLACE, id: 'm' } },
      { kind: 'reweighted', result: result('y', 'x'), of: 'x' },
      { kind: 'made', result: 'root', outcome: { kind: 'gone' } },
    ];
    for (const change of gone) expect(apply(thread, change)).toBe(thread);
  });
});

describe('reactions', () => {
  const snow = { emoji: '❄️', person: 'ann', words: ['snow'], delta: 0.5 };
  const put = (added: boolean, person = 'ann'): Change => ({
    ...{ kind: 'reacted', result: 'root', reaction: { ...snow, person }, added },
  });

  it('count once a person, and go when they are taken back', () => {
    const reactions = (...changes: readonly Change[]) =>
      after(POSTED, ...changes).results[0]?.reactions.map(({ person }) => person);
    expect(reactions(put(true), put(true), put(true, 'ben'))).toEqual(['ann', 'ben']);
    expect(reactions(put(true), put(true, 'ben'), put(false))).toEqual(['ben']);
  });

  it('are drawn in one result, which keeps its message and its pictures until then', () => {
    const made = (title: string): Change => ({
      ...{ kind: 'reweighted', result: result('s', 'root', { title }), of: 'root' },
    });
    const message = { place: PLACE, id: 'm' };
    const thread = after(
      ...[POSTED, made('❄️'), edited('s'), { kind: 'shown', result: 's', message } as const],
      made('❄️ ❄️'),
    );
    expect(thread.results).toHaveLength(2);
    expect(thread.results[0]).toMatchObject({ id: 'root', reweighted: 's' });
    expect(thread.results[1]).toMatchObject({ title: '❄️ ❄️', pictures: ['s.png'], message });
    expect(apply(thread, { kind: 'removed', result: 's' }).results[0]).not.toHaveProperty(
      'reweighted',
    );
  });
});

describe('what a thread holds', () => {
  it('is what its sources, its results and its question name', () => {
    const thread = after(POSTED, INVERTED, added('a', 'root', { mask: 'mask' }), edited('a'));
    expect([...assetsOf(thread).pictures].sort()).toEqual(
      ['a-mask', 'a.png', 'heat', 'mask', 'redrawn', 'seen'].sort(),
    );
    expect([...assetsOf(thread).inversions]).toEqual(['inversion']);
    expect([...assetsOf(apply(thread, edited('a', 'again'))).inversions]).toEqual(['again']);
  });

  it('is the same when an outcome comes twice', () => {
    const once = after(POSTED, INVERTED, added('a', 'root'), edited('a'));
    expect(apply(apply(once, INVERTED), edited('a'))).toEqual(once);
  });

  it('loses all of a person who wants to be forgotten, and nothing of others', () => {
    const reaction = { emoji: '❄️', person: 'ben', words: ['snow'], delta: 0.5 };
    const thread = after(
      ...[POSTED, INVERTED, added('a', 'root', { requester: BEN }), edited('a')],
      ...[added('b', 'a'), edited('b'), { kind: 'current', result: 'a' } as const],
      { kind: 'reacted', result: 'b', reaction, added: true },
      { kind: 'asked', question: { ...QUESTION, requester: BEN } },
    );
    const now = apply(thread, { kind: 'withdrawn', results: ['a'], person: 'ben' });
    expect(tree(now)).toEqual({ root: null, b: 'root' });
    expect(now).toMatchObject({ current: 'root', question: null, sources: { root: {} } });
    expect(JSON.stringify(now)).not.toMatch(/ben|a\.png/);
  });
});

it('is plain data that its schema knows', () => {
  const thread = after(POSTED, INVERTED, added('a', 'root'), edited('a'));
  expect(Thread.parse(structuredClone(thread))).toEqual(thread);
});
