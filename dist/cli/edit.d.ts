import type { Command } from 'commander';
export declare function addEdit(program: Command): void;
