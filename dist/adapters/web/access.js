import { createHmac, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
const COOKIE = 'wordbrush';
const SESSION_SECONDS = 30 * 24 * 60 * 60;
const MIN_TOKEN_LENGTH = 16;
/** What the page to sign in is made of; nothing else is served to strangers. */
const OPEN = /^\/(?:login|style\.css|icon\.svg|fonts\/[\w.-]+)$/;
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
/**
 * Whoever reaches the web chat can use it. So it is on the loopback address, or wants a token.
 *
 * @throws Error with a sentence when it would be open to a network
 */
export function checkExposure(host, token) {
    const family = isIP(host);
    const isLoopback = host === 'localhost' || (family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4'));
    if (token === undefined && !isLoopback)
        throw new Error(`WORDBRUSH_HOST is ${host}, where others can reach the web chat: set WORDBRUSH_WEB_TOKEN to a long random text, such as \`openssl rand -hex 24\` prints, or leave WORDBRUSH_HOST at 127.0.0.1.`);
    if (token !== undefined && token.length < MIN_TOKEN_LENGTH)
        throw new Error(`WORDBRUSH_WEB_TOKEN has ${token.length} characters; it needs at least ${MIN_TOKEN_LENGTH}. \`openssl rand -hex 24\` prints a good one.`);
}
/**
 * Lets in who knows the token: browsers by a page to sign in and a cookie that it gives, programs
 * by `Authorization: Bearer`. The cookie is made from the token: another token ends every session.
 */
export function requireToken(token) {
    const session = createHmac('sha256', token).update('wordbrush web session').digest('base64url');
    const isKnown = (context) => isSame(getCookie(context, COOKIE), session) ||
        isSame(context.req.header('Authorization'), `Bearer ${token}`);
    const login = new Hono();
    login.get('/login', (context) => context.html(signInPage('')));
    login.post('/login', bodyLimit({ maxSize: 4_096 }), async (context) => {
        const given = (await context.req.parseBody()).token;
        if (!isSame(typeof given === 'string' ? given.trim() : undefined, token))
            return context.html(signInPage('That is not the token. It is WORDBRUSH_WEB_TOKEN in the bot’s settings.'), 401);
        const isSecure = new URL(context.req.url).protocol === 'https:' ||
            context.req.header('X-Forwarded-Proto') === 'https';
        setCookie(context, COOKIE, session, {
            httpOnly: true,
            sameSite: 'Strict',
            secure: isSecure,
            maxAge: SESSION_SECONDS,
            path: '/',
        });
        return context.redirect('/', 303);
    });
    return async (context, next) => {
        const { path } = context.req;
        if (path === '/login')
            return await login.fetch(context.req.raw);
        if (OPEN.test(path) || isKnown(context))
            return await next();
        if (path === '/')
            return context.redirect('/login', 303);
        return context.text('Sign in at /login first.', 401);
    };
}
/** Whether two texts are the same, in a time that does not tell where they differ. */
function isSame(given, expected) {
    const digest = (text) => createHmac('sha256', 'same').update(text).digest();
    return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}
function signInPage(problem) {
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
    <main>
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
