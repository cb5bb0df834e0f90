import { vi } from 'vitest';

/**
 * Waits until a check passes, at most 20 s. Vitest's own second is too short for a machine with other work; a check
 * that passes costs no more by it.
 */
export async function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return await vi.waitFor(check, { timeout: 20_000, interval: 20 });
}
