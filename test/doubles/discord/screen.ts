import { ComponentType, MessageFlags } from 'discord.js';
import { flatten } from './message-rules.ts';
import { fileOf } from './payloads.ts';
import type { Channel, Message, User } from './world.ts';

/** What people see of messages. */

export function textOf(message: Message): string {
  const texts = flatten(message.components).flatMap(({ content }) => content ?? []);
  return [message.content, ...texts].filter((text) => text !== '').join('\n');
}

/** The text as Discord sets it: marks become looks, and what was escaped stands for itself. */
export function readableText(message: Message): string {
  return textOf(message)
    .replace(/^(#{1,3}|-#|-) /gm, '')
    .replace(
      /\\([^\w\s])|(`+) ?(.*?) ?\2|\*\*/g,
      (_, escaped, _fence, code) => escaped ?? code ?? '',
    );
}

export interface ShownPicture {
  readonly alt: string;
  readonly bytes: Uint8Array;
}

export function picturesOf(message: Message): ShownPicture[] {
  const shown = flatten(message.components).flatMap(({ items }) => items ?? []);
  return shown.flatMap(({ media, description }) => {
    const file = fileOf(message, media.url);
    return file ? [{ alt: description ?? '', bytes: file.bytes }] : [];
  });
}

export interface ShownButton {
  readonly id: string;
  readonly label: string;
  /** The menu that it is an entry of. */
  readonly menu?: string;
}

/** What can be pressed: buttons, and the entries of menus. */
export function buttonsOf(message: Message): ShownButton[] {
  return flatten(message.components).flatMap(
    ({ type, custom_id = '', label = '', options = [] }) => {
      if (type === ComponentType.Button) return [{ id: custom_id, label }];
      return options.map((option) => ({ id: option.value, label: option.label, menu: custom_id }));
    },
  );
}

/** What is seen of it without opening a menu. */
export function shownAtOnce(message: Message): string[] {
  return flatten(message.components).flatMap(({ type, label = '', placeholder = '' }) =>
    type === ComponentType.Button
      ? [label]
      : type === ComponentType.StringSelect
        ? [placeholder]
        : [],
  );
}

export function isThinking({ flags }: Message): boolean {
  return (flags & MessageFlags.Loading) !== 0;
}

/** The messages of a channel from the oldest on, as a person sees them. */
export function shownTo(person: User, channel: Channel): Message[] {
  return [...channel.messages.values()]
    .filter(({ onlyFor, type }) => (onlyFor === null || onlyFor === person.id) && type !== 21)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

/** Waits until something is so; the answer is what `look` found. */
export async function eventually<T>(
  look: () => T | null | undefined | false,
  { timeoutMs = 5_000, what = 'what was waited for' } = {},
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`${what} did not happen in ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
