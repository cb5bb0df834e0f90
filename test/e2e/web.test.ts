import { existsSync } from 'node:fs';
import { it } from 'vitest';
import { describeAdapter } from '../contract/adapter-contract.ts';
import { CHROMIUM, openWebWorld } from './web-world.ts';

if (existsSync(CHROMIUM)) describeAdapter('the web, in Chromium', openWebWorld);
else it.skip(`needs Chromium at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM`);
