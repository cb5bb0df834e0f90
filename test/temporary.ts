import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** An empty folder, which is gone when the test file has ended, or the program that is no test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wordbrush-'));
  folders.push(folder);
  return folder;
}

/** A path in such a folder, where nothing is yet. */
export function temporaryPath(name: string): string {
  return join(temporaryFolder(), name);
}

export function removeTemporary(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
process.once('exit', removeTemporary);
