import { download, unreadable } from '../../download.js';
/** Where Discord serves people's files from: an origin is scheme, host and port in one. */
export const FILE_ORIGINS = [
    'https://cdn.discordapp.com',
    'https://media.discordapp.net',
    // What lies elsewhere, as Discord fetched it.
    'https://images-ext-1.discordapp.net',
    'https://images-ext-2.discordapp.net',
];
export function attachmentFrom(file, source) {
    return {
        name: file.name,
        ...(file.size !== undefined && { size: file.size }),
        ...(file.contentType !== null && { contentType: file.contentType }),
        read: (maxBytes) => readFile(file.url, source, maxBytes),
    };
}
async function readFile(url, { origins, refresh }, maxBytes) {
    const hosts = { platform: 'Discord', origins };
    let { status, bytes } = await download(url, hosts, maxBytes);
    if (status === 403 || status === 404) {
        const fresh = await refresh();
        if (fresh === null)
            throw unreadable('its link has expired, or the message with it was deleted');
        ({ status, bytes } = await download(fresh, hosts, maxBytes));
    }
    if (!bytes)
        throw unreadable(`Discord’s file host answered ${status}`);
    return bytes;
}
