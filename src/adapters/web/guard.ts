import type { MiddlewareHandler } from 'hono';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * Keeps other sites out of a server that trusts whoever reaches it: only known host names (a site
 * that rebinds its name to this address has another), and changes only from this very origin.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  const known = new Set([...LOOPBACK, ...allowedHosts]);
  return async (context, next) => {
    const host = context.req.header('Host') ?? '';
    if (!known.has(host.replace(/:\d+$/u, '')))
      return context.text(
        'This chat does not answer to that host name. Add it to WORDBRUSH_ALLOWED_HOSTS if it should.',
        403,
      );
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD') {
      const origin = context.req.header('Origin');
      const from = origin && URL.canParse(origin) ? new URL(origin).host : undefined;
      if (from !== host) return context.text('Requests from other sites are not taken.', 403);
    }
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    return undefined;
  };
}
