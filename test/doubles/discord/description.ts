import { readFileSync } from 'node:fs';
import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

/**
 * Discord's own description of its API, so that neither the bot nor the double rests on what the
 * other assumes: what is sent, what is answered, and what the gateway's events are made of.
 */

const Description = z.object({
  operations: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      sent: z.unknown().optional(),
      answered: z.record(z.string(), z.unknown()),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), z.custom<AnySchema>()) }),
});
const ID = 'discord';
const REF = `${ID}#/components/schemas/`;

const { operations, components } = Description.parse(
  JSON.parse(
    readFileSync(
      new URL('../../fixtures/discord-openapi/openapi.json', import.meta.url),
      'utf8',
    ).replaceAll('"#/components/', `"${ID}#/components/`),
  ),
);

const ajv = new Ajv2020.default({ strict: false, allErrors: true });
ajv.addSchema({ components }, ID);
const isWhole = (value: number): boolean => Number.isInteger(value);
for (const [name, validate] of Object.entries({
  int32: isWhole,
  int64: isWhole,
  double: () => true,
}))
  ajv.addFormat(name, { type: 'number', validate });
ajv.addFormat('snowflake', /^\d+$/);
ajv.addFormat('nonce', true);
ajv.addFormat('uri', (value) => URL.canParse(value));
ajv.addFormat('date-time', (value) => !Number.isNaN(Date.parse(value)));

const compiled = new Map<unknown, ValidateFunction>();

/** What is wrong with a value, or null. */
function faultIn(value: unknown, schema: unknown): string | null {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = ajv.compile(z.custom<AnySchema>().parse(schema));
    compiled.set(schema, validate);
  }
  // As it arrives: what is undefined is not sent.
  if (validate(JSON.parse(JSON.stringify(value ?? null)))) return null;
  const errors = validate.errors ?? [];
  // The branches of a choice that were not meant complain of the type: the others say more.
  const telling = errors.filter(
    ({ instancePath, keyword }) => !(keyword === 'enum' && /\/type$/.test(instancePath)),
  );
  return (telling.length > 0 ? telling : errors)
    .sort((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length)
    .slice(0, 4)
    .map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
    .join('; ');
}

const PATTERNS = operations
  .map((operation) => ({
    ...operation,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  // `@original` is a message’s id like any other, unless it is spelled out.
  .sort((a, b) => Number(b.path.includes('@')) - Number(a.path.includes('@')));

function operationOf(method: string, path: string) {
  return PATTERNS.find((each) => each.method === method.toLowerCase() && each.pattern.test(path));
}

/** What is wrong with a body that the bot sends; `path` without the version. */
export function faultInSent(method: string, path: string, body: unknown): string | null {
  const operation = operationOf(method, path);
  return operation?.sent === undefined ? null : faultIn(body, operation.sent);
}

/** What is wrong with an answer that has a body. */
export function faultInAnswer(
  method: string,
  path: string,
  status: number,
  body: unknown,
): string | null {
  const operation = operationOf(method, path);
  if (!operation) return 'the description has no such route: add it to trim-openapi.ts';
  const schema = operation.answered[status];
  if (schema === undefined)
    return `${status} is not among ${Object.keys(operation.answered).join(', ')}`;
  return faultIn(body, schema);
}

const named = (name: string): object => ({ $ref: `${REF}${name}` });
/** An object whose fields, where they are there, are these. */
const withParts = (parts: Readonly<Record<string, object>>): object => ({ properties: parts });
const listOf = (items: object): object => ({ type: 'array', items });
const mapOf = (values: object): object => ({ type: 'object', additionalProperties: values });

const message = named('MessageResponse');
const channel = {
  oneOf: ['GuildChannelResponse', 'PrivateChannelResponse', 'ThreadResponse'].map(named),
};
const reaction = withParts({
  emoji: named('MessageReactionEmojiResponse'),
  member: named('GuildMemberResponse'),
});

/** The gateway's events are not in the description, but what they carry is. */
const EVENTS: Readonly<Record<string, object>> = {
  READY: withParts({ user: named('UserResponse') }),
  GUILD_CREATE: withParts({
    channels: listOf(named('GuildChannelResponse')),
    threads: listOf(named('ThreadResponse')),
    roles: listOf(named('GuildRoleResponse')),
    members: listOf(named('GuildMemberResponse')),
  }),
  CHANNEL_CREATE: channel,
  CHANNEL_UPDATE: channel,
  THREAD_CREATE: named('ThreadResponse'),
  THREAD_UPDATE: named('ThreadResponse'),
  MESSAGE_CREATE: message,
  MESSAGE_UPDATE: message,
  MESSAGE_REACTION_ADD: reaction,
  MESSAGE_REACTION_REMOVE: reaction,
  INTERACTION_CREATE: withParts({
    channel,
    message,
    member: named('GuildMemberResponse'),
    user: named('UserResponse'),
    data: withParts({
      resolved: withParts({
        messages: mapOf(message),
        attachments: mapOf(named('MessageAttachmentResponse')),
      }),
    }),
  }),
};

/** What is wrong with what an event of the gateway carries. */
export function faultInEvent(name: string, data: unknown): string | null {
  const schema = EVENTS[name];
  return schema ? faultIn(data, schema) : null;
}
