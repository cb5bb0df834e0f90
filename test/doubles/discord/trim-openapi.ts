import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Makes test/fixtures/discord-openapi/openapi.json of Discord's own description of its API
 * (https://github.com/discord/discord-api-spec, MIT): the routes that the bot calls and the schemas
 * that they and the gateway's events need, without prose.
 *
 *     npx node test/doubles/discord/trim-openapi.ts path/to/openapi.json
 */
const ROUTES: readonly (readonly [string, ...string[]])[] = [
  ['/applications/@me', 'get'],
  ['/applications/{application_id}/commands', 'put'],
  ['/applications/{application_id}/guilds/{guild_id}/commands', 'put'],
  ['/channels/{channel_id}', 'get', 'patch', 'delete'],
  ['/channels/{channel_id}/messages', 'get', 'post'],
  ['/channels/{channel_id}/messages/{message_id}', 'get', 'patch'],
  ['/channels/{channel_id}/messages/{message_id}/threads', 'post'],
  ['/gateway/bot', 'get'],
  ['/guilds/{guild_id}/members/{user_id}', 'get'],
  ['/interactions/{interaction_id}/{interaction_token}/callback', 'post'],
  ['/users/{user_id}', 'get'],
  ['/webhooks/{webhook_id}/{webhook_token}', 'post'],
  ['/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}', 'get', 'patch'],
  ['/webhooks/{webhook_id}/{webhook_token}/messages/@original', 'get', 'patch'],
];
/** Of the gateway's events, which the description leaves out, these are parts. */
const PARTS = ['GuildRoleResponse', 'MessageReactionEmojiResponse', 'MessageAttachmentResponse'];
const PROSE = new Set(['title', 'description', 'examples', 'example', 'deprecated']);
/** Where the documentation says more than its description, which asks to be read so. */
const AMENDED: Readonly<Record<string, unknown>> = {
  // 1 is a message that is forwarded.
  MessageReferenceType: { type: 'integer', enum: [0, 1] },
};
const REF = '#/components/schemas/';

const Body = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) });
const Operation = z.object({
  requestBody: Body.optional(),
  responses: z.record(z.string(), z.object({ content: Body.shape.content.optional() })),
});
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const [, , original] = process.argv;
if (original === undefined) throw new Error('Say where Discord’s openapi.json is.');
const { paths, components } = Description.parse(JSON.parse(readFileSync(original, 'utf8')));
const schemas: Record<string, unknown> = {};

/** Without prose; a choice of constants becomes an enumeration; what it refers to comes along. */
function trimmed(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((each) => trimmed(each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isMap || !PROSE.has(key));
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of entries) {
    if (key === '$ref' && typeof inner === 'string') keep(inner.slice(REF.length));
    kept[key] = trimmed(inner, key === 'properties');
  }
  const { oneOf, ...rest } = kept;
  const Constants = z.array(z.strictObject({ const: z.unknown() }));
  const constants = Constants.safeParse(oneOf);
  return constants.success ? { ...rest, enum: constants.data.map((each) => each.const) } : kept;
}

function keep(name: string): void {
  if (name in schemas) return;
  schemas[name] = null; // schemas may refer to each other
  schemas[name] = trimmed(AMENDED[name] ?? components.schemas[name]);
}

const operations = ROUTES.flatMap(([path, ...methods]) =>
  methods.map((method) => {
    const { requestBody, responses } = Operation.parse(paths[path]?.[method]);
    const answers = Object.entries(responses).flatMap(([status, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return schema === undefined || !status.startsWith('2') ? [] : [[status, trimmed(schema)]];
    });
    const sent = requestBody?.content['application/json']?.schema;
    return {
      method,
      path,
      ...(sent !== undefined && { sent: trimmed(sent) }),
      answered: Object.fromEntries(answers),
    };
  }),
);
for (const name of PARTS) keep(name);
const lines = (items: readonly string[]): string => items.join(',\n');
writeFileSync(
  fileURLToPath(new URL('../../fixtures/discord-openapi/openapi.json', import.meta.url)),
  `{"operations":[\n${lines(operations.map((each) => JSON.stringify(each)))}\n],"components":{"schemas":{\n${lines(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`),
  )}\n}}}\n`,
);
