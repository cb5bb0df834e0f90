import { webApi } from '@slack/bolt';
import { expect, it } from 'vitest';
import { chatErrorFrom } from './failures.ts';

// https://docs.slack.dev/reference/methods/chat.postMessage#errors
it.each([
  ['channel_not_found', 'forbidden'],
  ['not_in_channel', 'forbidden'],
  ['restricted_action', 'forbidden'],
  ['restricted_action_read_only_channel', 'forbidden'],
  ['restricted_action_thread_only_channel', 'forbidden'],
  ['restricted_action_non_threadable_channel', 'forbidden'],
  ['missing_scope', 'forbidden'],
  ['is_archived', 'gone'],
  ['message_not_found', 'gone'],
  ['ratelimited', 'rate-limited'],
  ['internal_error', 'unavailable'],
] as const)('Slack’s %s is %s', (error, code) => {
  const refusal = new webApi.WebAPIPlatformError({ ok: false, error });
  expect(chatErrorFrom(refusal)).toMatchObject({ name: 'ChatError', code });
});
