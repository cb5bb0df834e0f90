import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Makes test/fixtures/slack-samples/shapes.json of the samples that Slack publishes with its Java SDK
 * (https://github.com/slackapi/java-slack-sdk, json-logs/samples, MIT): of each payload and answer that
 * the bot meets, which fields it may have and of what type. The samples are unions of all that was
 * ever seen, with blanked values, so their shape is all there is in them.
 *
 *     npx node test/doubles/slack/trim-samples.ts path/to/samples
 */
const SAMPLES: Readonly<Record<string, string>> = {
  app_mention: 'AppMentionPayload',
  block_actions: 'BlockActionPayload',
  message: 'MessagePayload',
  'message/file_share': 'MessageFileSharePayload',
  message_action: 'MessageShortcutPayload',
  reaction_added: 'ReactionAddedPayload',
  reaction_removed: 'ReactionRemovedPayload',
  slash_commands: 'SlashCommandPayload',
  view_submission: 'ViewSubmissionPayload',
  'auth.test': 'auth.test',
  'files.completeUploadExternal': 'files.completeUploadExternal',
  'files.getUploadURLExternal': 'files.getUploadURLExternal',
  'files.info': 'files.info',
  'users.info': 'users.info',
};
/** Repeated everywhere; what they may hold is said by the rules of `web-api.ts`. */
const LEFT_OUT = new Set(['blocks', 'attachments', 'title_blocks', 'initial_comment', 'root']);

type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

function shapeOf(value: unknown, field = ''): Shape {
  if (LEFT_OUT.has(field)) return 'any';
  if (Array.isArray(value)) return [value.map((each) => shapeOf(each)).reduce<Shape>(union, 'any')];
  if (typeof value !== 'object' || value === null) return value === null ? 'any' : typeof value;
  const entries = Object.entries(value);
  if (entries.length === 0) return 'any';
  // A map by ids: its keys are examples.
  if (entries.length > 0 && entries.every(([key]) => /^[CDG][0-9A-Z_]{8,}$/.test(key)))
    return { '*': entries.map(([, each]) => shapeOf(each)).reduce(union) };
  return Object.fromEntries(entries.map(([key, each]) => [key, shapeOf(each, key)]));
}

function union(a: Shape, b: Shape): Shape {
  if (a === 'any') return b;
  if (b === 'any' || typeof a === 'string' || typeof b === 'string') return a;
  if (isList(a)) return isList(b) ? [union(a[0], b[0])] : a;
  if (isList(b)) return a;
  const merged: Record<string, Shape> = { ...a };
  for (const [key, shape] of Object.entries(b))
    merged[key] = merged[key] === undefined ? shape : union(merged[key], shape);
  return merged;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

const folder = z.string({ error: 'Say where the samples are.' }).parse(process.argv[2]);
const lines = Object.entries(SAMPLES).map(([name, file]) => {
  const sample: unknown = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8'));
  return `${JSON.stringify(name)}:${JSON.stringify(shapeOf(sample))}`;
});
writeFileSync(
  fileURLToPath(new URL('../../fixtures/slack-samples/shapes.json', import.meta.url)),
  `{\n${lines.join(',\n')}\n}\n`,
);
