import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { Guesses } from './guesses.ts';

const COOKIE = 'wordbrush';
const SESSION_SECONDS = 30 * 24 * 60 * 60;
const MIN_TOKEN_LENGTH = 16;
/** Sessions that were left, so that their cookies are no good to who kept a copy. */
const REMEMBERED_SESSIONS = 1_000;
/** What the page to sign in is made of; nothing else is served to strangers. */
const OPEN = /^\/(?:login|style\.css|icon\.svg|fonts\/[\w.-]+)$/;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whoever reaches the web chat can use it. So it is on the loopback address, or wants a token.
 *
 * @throws WordbrushError `bad-option` when it would be open to a network
 */
export function checkExposure(host: string, token: string | undefined): void {
  const family = isIP(host);
  const isLoopback =
    host === 'localhost' || (family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4'));
  if (token === undefined && !isLoopback)
    throw new WordbrushError(
      'bad-option',
      `WORDBRUSH_HOST is ${host}, where others can reach the web chat: set WORDBRUSH_WEB_TOKEN to a long random text, such as \`openssl rand -hex 24\` prints, or leave WORDBRUSH_HOST at 127.0.0.1.`,
    );
  if (token !== undefined && token.length < MIN_TOKEN_LENGTH)
    throw new WordbrushError(
      'bad-option',
      `WORDBRUSH_WEB_TOKEN has ${token.length} characters; it needs at least ${MIN_TOKEN_LENGTH}. \`openssl rand -hex 24\` prints a good one.`,
    );
}

/**
 * Lets in who knows the token: browsers by a page to sign in and a cookie that it gives, programs
 * by `Authorization: Bearer`. The cookie is made from the token: another token ends every session.
 *
 * @param onLeave called with the session that somebody signs out of
 */
export function requireToken(
  token: string,
  onLeave: (session: string) => void,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const guesses = new Guesses();
  const left = new Recent<true>(REMEMBERED_SESSIONS);
  const isSession = (cookie: string | undefined): cookie is string =>
    cookie !== undefined &&
    isSame(cookie, sessionOf(token, cookie.split('.')[0] ?? '')) &&
    left.get(cookie) === undefined;
  const isKnown = (context: Context): boolean =>
    isSession(getCookie(context, COOKIE)) ||
    isSame(context.req.header('Authorization'), `Bearer ${token}`);

  const login = new Hono<{ Bindings: HttpBindings }>();
  login.get('/login', (context) => context.html(signInPage('')));
  login.post('/login', bodyLimit({ maxSize: 4_096 }), async (context) => {
    const client = clientOf(context);
    const wait = guesses.waitOf(client);
    if (wait > 0) return context.html(signInPage(waitSentence(wait)), 429, retryAfter(wait));
    const given = (await context.req.parseBody()).token;
    if (!isSame(typeof given === 'string' ? given.trim() : undefined, token)) {
      guesses.wrong(client);
      return context.html(
        signInPage('That is not the token. It is WORDBRUSH_WEB_TOKEN in the bot’s settings.'),
        401,
      );
    }
    guesses.right(client);
    const isSecure =
      new URL(context.req.url).protocol === 'https:' ||
      context.req.header('X-Forwarded-Proto') === 'https';
    setCookie(context, COOKIE, sessionOf(token, randomBytes(12).toString('base64url')), {
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure,
      maxAge: SESSION_SECONDS,
      path: '/',
    });
    return context.redirect('/', 303);
  });
  login.post('/logout', (context) => {
    const session = getCookie(context, COOKIE);
    if (isSession(session)) {
      left.set(session, true);
      onLeave(session);
    }
    deleteCookie(context, COOKIE, { path: '/' });
    // Pictures may be kept by the browser for a year.
    context.header('Clear-Site-Data', '"cache", "storage"');
    return context.redirect('/login', 303);
  });

  return async (context, next) => {
    const { path } = context.req;
    if (path === '/login' || path === '/logout')
      return await login.fetch(context.req.raw, context.env);
    if (OPEN.test(path) || isKnown(context)) return await next();
    if (context.req.header('Authorization') !== undefined) {
      const client = clientOf(context);
      const wait = guesses.waitOf(client);
      if (wait > 0) return context.text(waitSentence(wait), 429, retryAfter(wait));
      guesses.wrong(client);
    }
    if (path === '/') return context.redirect('/login', 303);
    return context.text('Sign in at /login first.', 401);
  };
}

/** The session that a request belongs to; '' where nobody signs in. */
export function sessionIn(context: Context): string {
  return getCookie(context, COOKIE) ?? '';
}

/** A cookie that only who knows the token can make. */
function sessionOf(token: string, id: string): string {
  const proof = createHmac('sha256', token).update(`wordbrush web session ${id}`);
  return `${id}.${proof.digest('base64url')}`;
}

function clientOf(context: Context): string {
  return getConnInfo(context).remote.address ?? '';
}

function waitSentence(seconds: number): string {
  return `Too many wrong tokens came from here. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
}

function retryAfter(seconds: number): { 'Retry-After': string } {
  return { 'Retry-After': String(seconds) };
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'same').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}

function signInPage(problem: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Wordbrush</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body>
    <main class="sign-in">
      <form method="post" action="/login">
        <h1>Wordbrush</h1>
        <p role="alert">${problem}</p>
        <label>Token <input name="token" type="password" autocomplete="current-password" required autofocus /></label>
        <button>Sign in</button>
      </form>
    </main>
  </body>
</html>
`;
}
