import {
  type APIMessageComponent,
  type APIUnfurledMediaItem,
  ComponentType,
  type Embed,
  type Message,
  type MessageSnapshot,
} from 'discord.js';

/** A file that a message shows. */
export interface MessageFile {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  readonly contentType: string | null;
  /** A signed link, good for about a day. */
  readonly url: string;
}

type Content = Message | MessageSnapshot;

/**
 * The files that were sent with a message. Those that its components show are no attachments of it:
 * Discord lists them as media, with the id of the attachment that they came as.
 */
export function filesOf(message: Content): MessageFile[] {
  return [...message.attachments.values(), ...mediaOf(message).flatMap(fileOfMedia)];
}

/** Every picture that people see in a message: its own, a forwarded one's, and previews of links. */
export function picturesInMessage(message: Content): MessageFile[] {
  return [
    ...filesOf(message),
    ...message.embeds.flatMap(fileOfEmbed),
    ...snapshotsOf(message).flatMap(picturesInMessage),
  ];
}

/** What somebody sends by a message: its own files, and those of one that it forwards. */
export function sentFiles(message: Content): MessageFile[] {
  return [...filesOf(message), ...snapshotsOf(message).flatMap(sentFiles)];
}

function snapshotsOf(message: Content): readonly MessageSnapshot[] {
  return [...(message.messageSnapshots?.values() ?? [])];
}

function mediaOf(message: Content): APIUnfurledMediaItem[] {
  return message.components.flatMap((component) => mediaIn(component.toJSON()));
}

function mediaIn(component: APIMessageComponent): APIUnfurledMediaItem[] {
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

function fileOfMedia(media: APIUnfurledMediaItem): MessageFile[] {
  const { url, proxy_url, attachment_id, content_type = null } = media;
  // What lies elsewhere, Discord serves from its own host.
  const own = attachment_id === undefined ? proxy_url : url;
  return own === undefined ? [] : [fileAt(own, attachment_id, content_type)];
}

function fileOfEmbed({ image, thumbnail }: Embed): MessageFile[] {
  const shown = image ?? thumbnail;
  return shown?.proxyURL === undefined ? [] : [fileAt(shown.proxyURL, undefined, null)];
}

/** A link’s path stays when it is signed anew. */
function fileAt(url: string, id: string | undefined, contentType: string | null): MessageFile {
  const path = URL.parse(url)?.pathname ?? '';
  const name = decodeURIComponent(path.split('/').at(-1) ?? '');
  return { id: id ?? path, name, contentType, url };
}
