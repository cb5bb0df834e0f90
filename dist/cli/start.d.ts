import type { Command } from 'commander';
export declare function addStart(program: Command): void;
