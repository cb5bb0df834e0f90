import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { WordbrushError } from '../pipeline/errors.js';
import { publicAddresses } from './public-address.js';
const MAX_REDIRECTS = 3;
const MAX_HEADER_BYTES = 16 * 2 ** 10;
const TIMEOUT_MS = 30_000;
/**
 * Fetches a file. Every address on the way is one of `origins`, checked anew at each redirect; a
 * host name is resolved once and the connection goes to the very addresses that were checked, so
 * that a name cannot change its mind in between.
 *
 * @throws WordbrushError `bad-image` when it leads elsewhere, takes too long, breaks off, or has
 * more than `maxBytes`, stopping there
 */
export async function download(url, hosts, maxBytes) {
    const signal = AbortSignal.timeout(hosts.timeoutMs ?? TIMEOUT_MS);
    let address = checked(url, hosts);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const response = await open(address, hosts, signal);
        const status = response.statusCode ?? 0;
        const { location } = response.headers;
        if (status >= 300 && status < 400 && location !== undefined) {
            response.destroy();
            address = checked(location, hosts, address);
        }
        else if (status < 200 || status >= 300) {
            response.destroy();
            return { status, bytes: null };
        }
        else
            return { status, bytes: await readAtMost(response, maxBytes) };
    }
    throw unreadable('its link leads from one address to the next');
}
/** A picture that could not be fetched, and why. Causes are left out: they may hold a token. */
export function unreadable(reason) {
    return new WordbrushError('bad-image', `The picture could not be fetched: ${reason}. Send it again.`);
}
function checked(url, { platform, origins }, base) {
    const parsed = URL.parse(url, base?.href);
    const isTheirs = parsed && origins.includes(parsed.origin) && parsed.username === '' && parsed.password === '';
    if (!isTheirs)
        throw unreadable(`its link leads to ${parsed?.host || 'no address'}, which is not ${platform}’s`);
    return parsed;
}
async function open(url, { platform, headers = {}, resolve = publicAddresses }, signal) {
    const unreachable = () => unreadable(`${platform}’s file host cannot be reached`);
    const isLiteral = isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0;
    const addresses = isLiteral
        ? []
        : await resolve(url.hostname).catch(() => {
            throw unreachable();
        });
    if (!isLiteral && addresses.length === 0)
        throw unreadable(`${url.hostname} leads to no address on the public internet`);
    const { request } = url.protocol === 'https:' ? https : http;
    return await new Promise((opened, failed) => {
        request(url, {
            agent: false,
            signal,
            maxHeaderSize: MAX_HEADER_BYTES,
            // Nothing to unpack: what is counted is what is sent.
            headers: { ...headers, 'accept-encoding': 'identity' },
            lookup: lookupAmong(addresses),
        })
            .once('response', opened)
            .once('error', () => failed(unreachable()))
            .end();
    });
}
/** Answers with what was resolved and checked, and asks nobody. */
function lookupAmong(addresses) {
    return (_hostname, { all }, done) => {
        const [first] = addresses;
        if (all)
            done(null, [...addresses]);
        else
            done(null, first?.address ?? '', first?.family);
    };
}
async function readAtMost(body, maxBytes) {
    const chunks = [];
    let length = 0;
    try {
        for await (const chunk of body) {
            length += chunk.length;
            // Leaving the loop ends the download.
            if (length > maxBytes)
                break;
            chunks.push(chunk);
        }
    }
    catch {
        throw unreadable('the download broke off');
    }
    if (length > maxBytes)
        throw new WordbrushError('bad-image', `The picture is larger than ${Number((maxBytes / 2 ** 20).toPrecision(3))} MiB, the limit. ` +
            'Save it smaller and try again.');
    return Buffer.concat(chunks);
}
