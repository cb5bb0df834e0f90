import { type Command } from 'commander';
export declare function addModels(program: Command): void;
