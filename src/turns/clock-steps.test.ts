import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { soon } from '../../test/soon.ts';
import { onClockStep } from './clock-steps.ts';

afterEach(() => vi.useRealTimers());

it.each([
  ['forward', 60],
  ['back', -60],
])('tells once that the clock was set %s, and not when it was called off', async (_, minutes) => {
  const told = vi.fn();
  const callOff = onClockStep(told, 10);
  await sleep(50);
  expect(told).not.toHaveBeenCalled();
  const now = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ toFake: ['Date'], now, shouldAdvanceTime: true });
  await soon(() => expect(told).toHaveBeenCalledOnce());
  await sleep(50);
  expect(told).toHaveBeenCalledOnce();
  callOff();
  vi.useRealTimers();
  await sleep(50);
  expect(told).toHaveBeenCalledOnce();
});
