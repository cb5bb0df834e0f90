import { ComponentType, } from 'discord.js';
/**
 * The files that were sent with a message. Those that its components show are no attachments of it:
 * Discord tells of them as media, with the id of the attachment that they came as.
 */
export function filesOf(message) {
    return [...message.attachments.values(), ...mediaOf(message).flatMap(fileOfMedia)];
}
/** Every picture that people see in a message: its own, a forwarded one's, and previews of links. */
export function picturesIn(message) {
    return [
        ...filesOf(message),
        ...message.embeds.flatMap(fileOfEmbed),
        ...snapshotsOf(message).flatMap(picturesIn),
    ];
}
/** What somebody sends by a message: its own files, and those of one that it forwards. */
export function sentFiles(message) {
    return [...filesOf(message), ...snapshotsOf(message).flatMap(sentFiles)];
}
function snapshotsOf(message) {
    return [...(message.messageSnapshots?.values() ?? [])];
}
function mediaOf(message) {
    return message.components.flatMap((component) => mediaIn(component.toJSON()));
}
function mediaIn(component) {
    switch (component.type) {
        case ComponentType.Container:
            return component.components.flatMap(mediaIn);
        case ComponentType.Section:
            return mediaIn(component.accessory);
        case ComponentType.MediaGallery:
            return component.items.map(({ media }) => media);
        case ComponentType.Thumbnail:
            return [component.media];
        case ComponentType.File:
            return [component.file];
        default:
            return [];
    }
}
function fileOfMedia(media) {
    const { url, proxy_url, attachment_id, content_type = null } = media;
    // What lies elsewhere, Discord serves from its own host.
    const own = attachment_id === undefined ? proxy_url : url;
    return own === undefined ? [] : [fileAt(own, attachment_id, content_type)];
}
function fileOfEmbed({ image, thumbnail }) {
    const shown = image ?? thumbnail;
    return shown?.proxyURL === undefined ? [] : [fileAt(shown.proxyURL, undefined, null)];
}
/** A link’s path stays when it is signed anew. */
function fileAt(url, id, contentType) {
    const path = URL.parse(url)?.pathname ?? '';
    const name = decodeURIComponent(path.split('/').at(-1) ?? '');
    return { id: id ?? path, name, contentType, url };
}
