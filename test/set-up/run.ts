import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One place for all that a run of the tests writes, which is gone after it. What a UNet is compiled to
 * is shared by the run, its children too, and is not taken from the home folder.
 */
export default function setUp(): () => void {
  const place = mkdtempSync(join(tmpdir(), 'wordbrush-test-'));
  process.env.TMPDIR = place;
  process.env.WORDBRUSH_CACHE = join(place, 'cache');
  return () => rmSync(place, { recursive: true, force: true });
}
