import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The shapes of real payloads and answers, as Slack publishes them with its Java SDK: what the double
 * sends has no field that they lack, each of the same type, and all that the bot could rest on.
 */
type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.union([z.string(), z.tuple([Shape]), z.record(z.string(), Shape)]),
);
const SHAPES = z
  .record(z.string(), Shape)
  .parse(
    JSON.parse(
      readFileSync(new URL('../../fixtures/slack-samples/shapes.json', import.meta.url), 'utf8'),
    ),
  );

/** Newer than the samples, or left out of them: each with where Slack documents it. */
const ADDED: ReadonlySet<string> = new Set([
  // docs.slack.dev/reference/interaction-payloads/view-interactions-payload: as it was opened
  'view_submission.view.blocks',
  // docs.slack.dev/reference/events/message.channels
  'message.event.channel_type',
  'message.event.event_ts',
  // slackapi/bolt-js #2056
  'app_mention.event.files',
]);

const EVENT =
  'token team_id api_app_id type event_id event_time authorizations is_ext_shared_channel event_context';
const MESSAGE = 'event.type event.user event.text event.ts event.channel event.event_ts';
const INTERACTION =
  'type team.id team.domain user.id user.team_id token trigger_id is_enterprise_install';

/** What Slack always sends, by its reference; a sample does not say which of its fields those are. */
const REQUIRED: Readonly<Record<string, string>> = {
  app_mention: `${EVENT} ${MESSAGE} event.team`,
  message: `${EVENT} ${MESSAGE} event.channel_type event.team`,
  'message/file_share': `${EVENT} ${MESSAGE} event.channel_type event.files event.subtype`,
  reaction_added: `${EVENT} event.type event.user event.item event.reaction event.event_ts`,
  reaction_removed: `${EVENT} event.type event.user event.item event.reaction event.event_ts`,
  slash_commands:
    'token api_app_id team_id team_domain channel_id channel_name user_id user_name command text response_url trigger_id is_enterprise_install',
  block_actions: `${INTERACTION} api_app_id user.username container.type container.message_ts container.channel_id container.is_ephemeral channel.id channel.name actions response_url`,
  message_action: `${INTERACTION} callback_id message_ts response_url channel.id message.type message.ts message.text`,
  view_submission: `${INTERACTION} api_app_id user.username view.id view.team_id view.type view.title view.private_metadata view.callback_id view.state view.hash view.app_id view.bot_id`,
  'auth.test': 'ok url team user team_id user_id bot_id is_enterprise_install',
  'files.completeUploadExternal': 'ok files',
  'files.getUploadURLExternal': 'ok upload_url file_id',
  'files.info':
    'ok file.id file.created file.name file.title file.mimetype file.filetype file.user file.size file.mode file.url_private file.permalink file.channels',
  'users.info':
    'ok user.id user.team_id user.name user.deleted user.real_name user.profile user.is_admin user.is_owner user.is_bot',
};

/** What is wrong with a payload or an answer; empty where nothing is, or where there is no sample. */
export function faultsIn(name: string, value: unknown): string[] {
  const shape = SHAPES[name];
  if (shape === undefined) return [];
  const required = (REQUIRED[name] ?? '').split(' ').filter((path) => path !== '');
  return [
    ...differences(value, shape, name),
    ...required
      .filter((path) => at(value, path.split('.')) === undefined)
      .map((path) => `${name}.${path} is missing`),
  ];
}

function differences(value: unknown, shape: Shape, path: string): string[] {
  if (shape === 'any' || value === null || value === undefined) return [];
  if (typeof shape === 'string')
    return typeof value === shape ? [] : [`${path} is no ${shape} but ${JSON.stringify(value)}`];
  if (isList(shape))
    return Array.isArray(value)
      ? value.flatMap((each) => differences(each, shape[0], `${path}[]`))
      : [`${path} is no list`];
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([field, each]) => {
    const inner = shape[field] ?? shape['*'];
    const name = `${path}.${field}`;
    if (inner !== undefined) return differences(each, inner, name);
    return ADDED.has(name) ? [] : [`${name} is in no sample`];
  });
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function at(value: unknown, [field, ...rest]: readonly string[]): unknown {
  if (field === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at(Object.entries(value).find(([name]) => name === field)?.[1], rest);
}
