import type { Command } from 'commander';
export declare function addCaption(program: Command): void;
