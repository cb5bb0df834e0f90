import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { removeTemporary } from '../temporary.ts';

/** Each test file has a temporary folder of its own, for its children too. */
const place = mkdtempSync(join(tmpdir(), 'file-'));
process.env.TMPDIR = place;
// What Node compiles for npm and the like would stay in it.
process.env.NODE_DISABLE_COMPILE_CACHE = '1';

// The first `afterAll` is the last to run.
afterAll(() => {
  removeTemporary();
  const left = readdirSync(place, { recursive: true });
  rmSync(place, { recursive: true, force: true });
  expect(left, 'what the tests, or what they tested, left in the temporary folder').toEqual([]);
});
