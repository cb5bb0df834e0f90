import { type Command } from 'commander';
export declare function addDiscord(program: Command): void;
