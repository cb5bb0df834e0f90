import { ComponentType, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { invalidForm, tooLarge } from './refusal.ts';
import type { Component, Message, StoredFile, User, World } from './world.ts';

const ComponentBody: z.ZodType<Component> = z.looseObject({
  type: z.number(),
  custom_id: z.string().min(1).max(100).optional(),
  label: z.string().max(80).optional(),
  style: z.number().optional(),
  placeholder: z.string().max(150).optional(),
  options: z
    .array(
      z.looseObject({
        label: z.string().min(1).max(100),
        value: z.string().min(1).max(100),
        description: z.string().max(100).optional(),
      }),
    )
    .min(1)
    .max(25)
    .optional(),
  content: z.string().min(1).optional(),
  value: z.string().optional(),
  description: z.string().max(1_024).nullish(),
  items: z
    .array(
      z.looseObject({
        media: z.looseObject({ url: z.string() }),
        description: z.string().max(1_024).nullable().optional(),
      }),
    )
    .min(1)
    .max(10)
    .optional(),
  get components() {
    return z.array(ComponentBody).optional();
  },
  get component() {
    return ComponentBody.optional();
  },
});

export const MessageBody = z.looseObject({
  nonce: z.union([z.string().max(25), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  content: z.string().max(2_000).nullish(),
  embeds: z.array(z.unknown()).max(10).nullish(),
  components: z.array(ComponentBody).nullish(),
  flags: z.number().int().nullish(),
  allowed_mentions: z
    .looseObject({ parse: z.array(z.string()).optional(), replied_user: z.boolean().optional() })
    .nullish(),
  attachments: z
    .array(
      z.looseObject({
        id: z.coerce.string(),
        filename: z.string().optional(),
        description: z.string().max(1_024).nullish(),
      }),
    )
    .nullish(),
  message_reference: z.looseObject({ message_id: z.string() }).nullish(),
});
export type MessageBody = z.infer<typeof MessageBody>;

/** The body of a request, and the files that came beside it as `files[n]`. */
export interface Sent {
  readonly body: unknown;
  readonly files: ReadonlyMap<string, { readonly name: string; readonly bytes: Uint8Array }>;
}

export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    throw invalidForm(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  return parsed.data;
}

/** Puts what was sent into a message, or refuses it as Discord would. */
export function applyBody(world: World, message: Message, sent: Sent, fileLimit: number): void {
  const body = parseBody(MessageBody, sent.body);
  for (const { bytes } of sent.files.values()) if (bytes.length > fileLimit) throw tooLarge();

  const flags = message.flags | ((body.flags ?? 0) & MessageFlags.IsComponentsV2);
  const files = filesAfter(world, message, body, sent);
  const components = body.components ?? message.components;
  const content = body.content ?? message.content;
  if ((flags & MessageFlags.IsComponentsV2) !== 0) {
    if (content !== '') throw invalidForm('content cannot be used with IS_COMPONENTS_V2');
    if (body.embeds && body.embeds.length > 0)
      throw invalidForm('embeds cannot be used with IS_COMPONENTS_V2');
  }
  checkComponents(components, files);
  if (content === '' && components.length === 0 && files.length === 0)
    throw invalidForm('Cannot send an empty message');
  Object.assign(message, { flags: flags & ~MessageFlags.Loading, files, components, content });
}

function filesAfter(world: World, message: Message, body: MessageBody, sent: Sent): StoredFile[] {
  const described = new Map((body.attachments ?? []).map((each) => [each.id, each.description]));
  const kept = body.attachments
    ? message.files.filter(({ id }) => described.has(id))
    : message.files;
  const unknownIds = [...described.keys()].filter(
    (id) => !sent.files.has(id) && !kept.some((file) => file.id === id),
  );
  if (unknownIds.length > 0) throw invalidForm(`attachments: unknown ids ${unknownIds.join(', ')}`);
  const added = [...sent.files].map(([index, { name, bytes }]) => ({
    id: world.newId(),
    // Discord keeps letters, digits, dots, dashes and underscores of a name.
    filename: name.replace(/[^\w.-]/gu, '_'),
    contentType: 'image/png',
    description: described.get(index) ?? null,
    bytes,
  }));
  const files = [...kept, ...added];
  if (files.length > 10) throw invalidForm('attachments: at most 10');
  return files;
}

const CONTAINERS = new Set<number>([
  ComponentType.Container,
  ComponentType.ActionRow,
  ComponentType.Section,
  ComponentType.Label,
]);

function checkComponents(components: readonly Component[], files: readonly StoredFile[]): void {
  const all = flatten(components);
  if (all.length > 40) throw invalidForm(`components: ${all.length}, at most 40`);
  const text = all.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
  if (text > 4_000) throw invalidForm(`components: ${text} characters of text, at most 4000`);
  const rows = all.filter(({ type }) => type === ComponentType.ActionRow);
  if (rows.length > 5) throw invalidForm(`components: ${rows.length} rows, at most 5`);
  for (const { components: buttons = [] } of rows)
    if (buttons.length < 1 || buttons.length > 5)
      throw invalidForm(`components: ${buttons.length} buttons in a row, 1 to 5`);
  const ids = all.flatMap(({ custom_id }) => custom_id ?? []);
  if (new Set(ids).size < ids.length) throw invalidForm('components: custom_id used twice');
  for (const component of all) {
    if (CONTAINERS.has(component.type) && !component.components?.length && !component.component)
      throw invalidForm('components: an empty container');
    if (component.type === ComponentType.TextDisplay && component.content === undefined)
      throw invalidForm('components: a text display without text');
    for (const { media } of component.items ?? [])
      if (!files.some(({ filename }) => media.url === `attachment://${filename}`))
        throw invalidForm(`components: ${media.url} was not sent`);
  }
}

export function flatten(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [
    component,
    ...flatten(component.components ?? []),
    ...flatten(component.component ? [component.component] : []),
    ...flatten(component.accessory ? [component.accessory] : []),
  ]);
}

/** Whom a message of the bot's would notify: everything typed as a mention, unless it was ruled out. */
export function notified(world: World, body: MessageBody): User[] {
  const parse = body.allowed_mentions?.parse;
  const text = [
    body.content ?? '',
    ...flatten(body.components ?? []).map((each) => each.content ?? ''),
  ].join('\n');
  const everyone = /@(everyone|here)/.test(text) && (!parse || parse.includes('everyone'));
  const users = [...text.matchAll(/<@!?(\d+)>/g)]
    .flatMap(([, id]) => world.users.get(id ?? '') ?? [])
    .filter(() => !parse || parse.includes('users'));
  return everyone ? [...world.users.values()] : users;
}
