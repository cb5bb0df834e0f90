import { describe, expect, it } from 'vitest';
import { measure } from './fixtures/judge-talk.ts';
import { LISTS } from './fixtures/lists.ts';

// What each list came to when it was new stands in docs/edit-language.md.
describe('of what people type below a picture', () => {
  it.each(Object.entries(LISTS))(
    '%s has nearly every wish understood or offered, and hardly any chatter answered',
    (_, list) => {
      const { heard, answered, misses } = measure(list);
      expect(heard, misses.join('\n')).toBeGreaterThanOrEqual(0.95);
      expect(answered * list.chatter.length, misses.join('\n')).toBeLessThanOrEqual(
        Math.max(1, 0.02 * list.chatter.length),
      );
    },
  );
});
