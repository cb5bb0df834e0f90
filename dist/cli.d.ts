/** Runs one command line, such as `['invert', 'cat.png', …]`, and gives the exit code. */
export declare function main(args: readonly string[]): Promise<number>;
