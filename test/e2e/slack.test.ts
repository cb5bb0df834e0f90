import { describeAdapter } from '../contract/adapter-contract.ts';
import { openSlackWorld } from './slack-world.ts';

describeAdapter('Slack', openSlackWorld);
