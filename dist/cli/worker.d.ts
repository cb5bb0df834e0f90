import type { Command } from 'commander';
export declare function addWorker(program: Command): void;
