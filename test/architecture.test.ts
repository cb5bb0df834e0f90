import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** What every room may use: errors, tensors and plain contracts of the pipeline. */
const CONTRACTS = ['pipeline/errors.ts', 'pipeline/types.ts'];
/** What a chat platform may use of the bot. */
const OF_THE_BOT = ['bot/chat', 'bot/request', 'bot/view', 'bot/store', 'bot/gallery.ts'];

/**
 * A folder (or file) of src and what it may import of ours besides itself; of several that a file is
 * in, the innermost counts.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'config.ts': ['bot/policy/policy.ts', 'bot/thread/thread.ts', 'bot/job/holding-back.ts'],
  'log.ts': [],
  turns: [],
  'pipeline/graph': ['pipeline/errors.ts', 'pipeline/runtime.ts', 'pipeline/tensor.ts'],
  pipeline: [],
  drawing: ['pipeline'],
  'edit-language': ['pipeline'],

  'bot/request': [],
  'bot/outcome': CONTRACTS,
  'bot/thread': ['bot/request', 'bot/outcome'],
  bot: [],
  adapters: ['bot', 'turns', 'drawing', 'pipeline', 'config.ts', 'log.ts'],
};
