import type { Context, MiddlewareHandler } from 'hono';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

const OTHER_SITES = 'Requests from other sites are refused.';

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
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Without a referrer at all, browsers take the origin from the form that signs in.
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * Keeps other sites out: only known host names (a site that rebinds its name to this address has
 * another), changes only from this very origin, and to other sites nothing but the page itself, as a
 * link to it opens it.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  const known = new Set([...LOOPBACK, ...allowedHosts]);
  return async (context, next) => {
    const refusal = refuse(context, known);
    if (refusal === null) await next();
    else context.res = context.text(refusal, 403);
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    // Pictures say themselves how long they may be kept, by the browser alone.
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
  };
}

/**
 * For what costs something as long as it is open: only what the page itself fetches. Browsers say so
 * to every address that is safe from eavesdroppers, this machine's own among them.
 *
 * @param otherwiseKnown whether a request that says nothing may pass, because who sends it has signed in
 */
export function ownFetchesOnly(otherwiseKnown: boolean): MiddlewareHandler {
  return async ({ req, text }, next) => {
    const site = req.header('Sec-Fetch-Site');
    const isOwn =
      site === undefined
        ? otherwiseKnown
        : site === 'same-origin' && req.header('Sec-Fetch-Mode') !== 'navigate';
    return isOwn ? await next() : text('Only the page of this chat can ask for that.', 403);
  };
}

function refuse({ req }: Context, known: ReadonlySet<string>): string | null {
  const host = req.header('Host') ?? '';
  if (!known.has(host.replace(/:\d+$/u, '').toLowerCase()))
    return 'This chat does not answer to that host name. Add it to WORDBRUSH_ALLOWED_HOSTS if it should.';
  if (req.method === 'GET' || req.method === 'HEAD') return isForOther(req) ? OTHER_SITES : null;
  const origin = req.header('Origin');
  const from = origin && URL.canParse(origin) ? new URL(origin).host : undefined;
  const site = req.header('Sec-Fetch-Site') ?? 'same-origin';
  return from === host.toLowerCase() && site === 'same-origin' ? null : OTHER_SITES;
}

/** Whether another site asks for something, unless it leads somebody here. */
function isForOther(req: Context['req']): boolean {
  const isLink =
    req.header('Sec-Fetch-Mode') === 'navigate' && req.header('Sec-Fetch-Dest') === 'document';
  return /^(?:cross-site|same-site)$/u.test(req.header('Sec-Fetch-Site') ?? '') && !isLink;
}
