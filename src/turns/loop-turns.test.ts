import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LoopTurns } from './loop-turns.ts';

it('lets the event loop turn between any two that go on, in the order in which they asked', async () => {
  const loop = new LoopTurns();
  const seen: string[] = [];
  const all = ['a', 'b', 'c'].map(async (name) => {
    await loop.next();
    seen.push(name);
  });
  for (let i = 0; i < 4; i++) {
    await setImmediate();
    seen.push('|');
  }
  await Promise.all(all);
  expect(seen.join('')).toMatch(/^\|?a\|+b\|+c/);
});
