/** A number on the command line; its range is the pipeline's business. */
export declare function parseNumber(text: string): number;
export declare function parseWebAddress(text: string): string;
