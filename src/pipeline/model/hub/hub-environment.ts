import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The hub's address: HF_ENDPOINT, as its own tools read it, or the public one. */
export function hubAddress(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.HF_ENDPOINT || 'https://huggingface.co';
}

/** The token in HF_TOKEN, or the one that the hub's own tools have kept (`hf auth login`). */
export function hubToken(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { HF_TOKEN, HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = environment;
  if (HF_TOKEN) return HF_TOKEN;
  const cache = XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  const path = HF_TOKEN_PATH || join(HF_HOME || join(cache, 'huggingface'), 'token');
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
