import { WordbrushError } from '../pipeline/errors.ts';
import type { Inversion } from '../pipeline/types.ts';
/** The system's error as a sentence. */
export declare function fileError(error: unknown, verb: 'read' | 'write' | 'use', path: string): WordbrushError;
/** A picture's bytes; one over the size limit is refused unread. */
export declare function readPicture(path: string): Promise<Uint8Array>;
export declare function readInversion(path: string): Promise<Inversion>;
/** Fails before the work when its result could not be written afterwards. */
export declare function checkOutput(path: string): Promise<void>;
/**
 * Writes a whole file or nothing: beside the target first, then in its place, so that a full disk
 * costs no earlier result. A device or pipe, such as /dev/stdout, is written directly.
 */
export declare function writeOutput(path: string, bytes: Uint8Array): Promise<void>;
