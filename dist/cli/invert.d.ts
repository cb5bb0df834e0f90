import { type Command } from 'commander';
export declare function addInvert(program: Command): void;
