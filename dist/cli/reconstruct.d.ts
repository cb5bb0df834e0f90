import type { Command } from 'commander';
export declare function addReconstruct(program: Command): void;
