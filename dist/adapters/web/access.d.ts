import { type MiddlewareHandler } from 'hono';
/**
 * Whoever reaches the web chat can use it. So it is on the loopback address, or wants a token.
 *
 * @throws Error with a sentence when it would be open to a network
 */
export declare function checkExposure(host: string, token: string | undefined): void;
/**
 * Lets in who knows the token: browsers by a page to sign in and a cookie that it gives, programs
 * by `Authorization: Bearer`. The cookie is made from the token: another token ends every session.
 */
export declare function requireToken(token: string): MiddlewareHandler;
