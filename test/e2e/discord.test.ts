import { describeAdapter } from '../contract/adapter-contract.ts';
import { openDiscordWorld } from './discord-world.ts';

describeAdapter('Discord', openDiscordWorld);
