import { describeAdapter } from '../contract/adapter-contract.ts';
import { openWebWorld } from './web-world.ts';

describeAdapter('the web, in Chromium', openWebWorld);
