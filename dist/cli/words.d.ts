import type { Command } from 'commander';
export declare function addWords(program: Command): void;
