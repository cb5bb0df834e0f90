import { webApi } from '@slack/bolt';
import { ChatError } from '../../../bot/chat/chat.ts';

const GONE = new Set([
  'message_not_found',
  'cant_update_message',
  'cant_delete_message',
  'file_not_found',
  'file_deleted',
  'thread_not_found',
  'is_archived',
]);
const NOT_INVITED = new Set([
  'not_in_channel',
  'channel_not_found',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'posting_to_general_channel_denied',
]);
const TOO_LARGE = new Set([
  'file_uploads_too_large',
  'file_upload_size_restricted',
  'msg_too_long',
]);
const UNAVAILABLE = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** Slack's own word for a refusal, such as `not_in_channel`. */
export function slackCode(error: unknown): string | null {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
}

/** Whether Slack refused a file for its size. */
export function isTooLarge(error: unknown): boolean {
  return (
    TOO_LARGE.has(slackCode(error) ?? '') ||
    (error instanceof webApi.WebAPIHTTPError && error.statusCode === 413)
  );
}

/** Whether Slack refused because the bot is no member there. */
export function isNotInvited(error: unknown): boolean {
  return NOT_INVITED.has(slackCode(error) ?? '');
}

/** A refusal of Slack's as the bot may branch on it. Causes are left out: they may hold a token. */
export function chatErrorFrom(error: unknown): unknown {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new ChatError('rate-limited', 'Slack asks to slow down.', {
      retryAfterMs: error.retryAfter * 1_000,
    });
  if (error instanceof webApi.WebAPIHTTPError)
    return error.statusCode === 413
      ? new ChatError('too-large', 'The picture is too large to post here.')
      : new ChatError('unavailable', `Slack answered ${error.statusCode}.`);
  if (error instanceof webApi.WebAPIRequestError)
    return new ChatError('unavailable', 'Slack cannot be reached.');
  if (!(error instanceof webApi.WebAPIPlatformError)) return error;
  const { error: code } = error.data;
  const said = `Slack answered ${code}.`;
  if (code === 'ratelimited') return new ChatError('rate-limited', said);
  if (GONE.has(code)) return new ChatError('gone', `That is no longer there: ${said}`);
  if (NOT_INVITED.has(code))
    return new ChatError(
      'forbidden',
      'I am not in this channel, so I cannot post here. Invite me with /invite @wordbrush, then try again.',
    );
  if (code === 'missing_scope' || code === 'no_permission')
    return new ChatError(
      'forbidden',
      `The Slack app lacks the scope ${scopeNeeded(error)}. Ask whoever installed it to add the scope and install it again.`,
    );
  if (TOO_LARGE.has(code)) return new ChatError('too-large', 'This is too large to post here.');
  if (UNAVAILABLE.has(code)) return new ChatError('unavailable', said);
  return new Error(said);
}

function scopeNeeded({ data }: webApi.WebAPIPlatformError): string {
  return 'needed' in data && typeof data.needed === 'string' ? data.needed : 'it needs';
}
