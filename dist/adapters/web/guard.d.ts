import type { MiddlewareHandler } from 'hono';
/**
 * Keeps other sites out: only known host names (a site that rebinds its name to this address has
 * another), changes only from this very origin, and to other sites nothing but the page itself, as a
 * link to it opens it.
 */
export declare function guard(allowedHosts: readonly string[]): MiddlewareHandler;
/**
 * For what costs something as long as it is open: only what the page itself fetches. Browsers say so
 * to every address that is safe from eavesdroppers, this machine's own among them.
 *
 * @param otherwiseKnown whether a request that says nothing may pass, because who sends it has signed in
 */
export declare function ownFetchesOnly(otherwiseKnown: boolean): MiddlewareHandler;
