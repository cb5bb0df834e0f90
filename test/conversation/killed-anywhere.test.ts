import { describeKills } from './killed-anywhere.ts';

// Everything that people do, on every platform, with every loss: test/long.
describeKills('discord', ['nothing'], ['an edit', 'a reaction, and another']);
describeKills('slack', ['every job, thread and subject'], ['an edit']);
