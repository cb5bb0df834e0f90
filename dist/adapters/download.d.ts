import { WordbrushError } from '../pipeline/errors.ts';
import { type Resolve } from './public-address.ts';
/** Where a platform serves people's files from. */
export interface FileHosts {
    /** `Discord`, for sentences. */
    readonly platform: string;
    /**
     * Scheme, host and port in one. A host name has to lead to the public internet; an address is
     * taken as it is listed.
     */
    readonly origins: readonly string[];
    /** Sent to those origins and nowhere else. */
    readonly headers?: Readonly<Record<string, string>>;
    /** How long everything may take together, in milliseconds. */
    readonly timeoutMs?: number;
    /** The addresses of a host name that may be connected to. */
    readonly resolve?: Resolve;
}
export interface Download {
    readonly status: number;
    /** Null where the status is no success. */
    readonly bytes: Uint8Array | null;
}
/**
 * Fetches a file. Every address on the way is one of `origins`, checked anew at each redirect; a
 * host name is resolved once and the connection goes to the very addresses that were checked, so
 * that a name cannot change its mind in between.
 *
 * @throws WordbrushError `bad-image` when it leads elsewhere, takes too long, breaks off, or has
 * more than `maxBytes`, stopping there
 */
export declare function download(url: string, hosts: FileHosts, maxBytes: number): Promise<Download>;
/** A picture that could not be fetched, and why. Causes are left out: they may hold a token. */
export declare function unreadable(reason: string): WordbrushError;
