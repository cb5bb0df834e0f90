import { describe, expect, it } from 'vitest';
import { measure } from './fixtures/judge-talk.ts';
import { CHATTER, HELD_OUT, WISHES } from './fixtures/talk.ts';

describe('of what people type below a picture', () => {
  it('at least 95 % of wishes are understood or offered, and at most 2 % of chatter answered', () => {
    expect(WISHES).toHaveLength(100);
    expect(CHATTER).toHaveLength(100);
    const { heard, answered, misses } = measure({ wishes: WISHES, chatter: CHATTER });
    expect(heard, misses.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(answered, misses.join('\n')).toBeLessThanOrEqual(0.02);
  });

  it('hardly fewer are of lines that nothing was tuned on', () => {
    expect(HELD_OUT.wishes.length + HELD_OUT.chatter.length).toBe(60);
    const { heard, answered } = measure(HELD_OUT);
    expect(heard).toBeGreaterThanOrEqual(0.85);
    expect(answered).toBeLessThanOrEqual(0.04);
  });
});
