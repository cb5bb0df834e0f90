import { expect, it } from 'vitest';
import { Guesses } from './guesses.ts';

it('waits longer from guess to guess, up to five minutes, and begins anew after a right one', () => {
  let now = 0;
  const guesses = new Guesses(() => now);
  const waits = Array.from({ length: 16 }, () => {
    guesses.wrong('10.0.0.1');
    const wait = guesses.waitOf('10.0.0.1');
    now += wait * 1_000;
    expect(guesses.waitOf('10.0.0.1')).toBe(0);
    return wait;
  });
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  guesses.right('10.0.0.1');
  guesses.wrong('10.0.0.1');
  expect(guesses.waitOf('10.0.0.1')).toBe(0);
});

it.each([
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8::1', '2001:db8:0:0:5::', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['10.0.0.1', '10.0.0.2', false],
])('takes %s and %s for one client: %s', (guesser, other, isSame) => {
  const guesses = new Guesses(() => 0);
  for (let i = 0; i < 5; i++) guesses.wrong(guesser);
  expect(guesses.waitOf(other) > 0).toBe(isSame);
});
