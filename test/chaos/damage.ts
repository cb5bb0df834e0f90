import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { entriesOf, openStores } from '../../src/bot/store/stores.ts';
import { KEEP_MS } from './keep.ts';
import type { Person } from './person.ts';

/** Overwrites what is kept of one job that waits or runs; false when there is none. */
export async function damageJob(where: string): Promise<boolean> {
  const stores = openStores(where, KEEP_MS);
  let found: string | undefined;
  for await (const [id, { message, ending }] of entriesOf(stores.jobs))
    if (message !== null && ending === undefined) found ??= id;
  await stores.close();
  if (found !== undefined) overwrite(where, `job:${found}`);
  return found !== undefined;
}

/**
 * Overwrites what is kept of one thread in which nothing is under way; false when there is none. The
 * person has it forgotten.
 */
export async function damageThread(where: string, person: Person): Promise<boolean> {
  const stores = openStores(where, KEEP_MS);
  const busy = new Set<string | undefined>();
  for await (const [, { place }] of entriesOf(stores.jobs)) busy.add(place.thread);
  for await (const [, { place }] of entriesOf(stores.requests)) busy.add(place.thread);
  let found: { key: string; id: string } | undefined;
  for await (const [key, { place }] of entriesOf(stores.threads)) {
    const { thread: id } = place;
    if (id !== undefined && !busy.has(id) && !person.forgotten.has(id)) found ??= { key, id };
  }
  const written: string[] = [];
  const Kept = z.object({ thread: z.string().nullable() });
  for await (const [, message] of entriesOf(stores.open<unknown>('web-message')))
    if (Kept.parse(message).thread === found?.id) written.push(JSON.stringify(message));
  await stores.close();
  if (!found) return false;
  overwrite(where, `thread:${found.key}`);
  person.forgotten.set(found.id, [...new Set(written.join().match(/\bw\d+[xy]\b/gu) ?? [])]);
  return true;
}

function overwrite(where: string, key: string): void {
  const file = new DatabaseSync(where);
  // What is overwritten here is gone, as by the bot.
  file.exec('PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000');
  file.prepare("UPDATE entries SET value = x'ff0f00' WHERE key = ?").run(key);
  file.close();
}
