import { type DestinationStream, type Logger } from 'pino';
export type { Logger };
/** A text without anything that looks like a credential, and without these very secrets. */
export declare function redact(text: string, secrets?: readonly string[]): string;
/** The values of an environment that nobody may read. */
export declare function secretsIn(environment: Readonly<Record<string, string | undefined>>): string[];
/** Structured logs on stderr, one JSON object a line, with every credential struck out. */
export declare function createLog(level: string, secrets?: readonly string[], to?: DestinationStream): Logger;
