import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes } from 'discord.js';
import { ChatError } from '../../../bot/chat/chat.ts';

const GONE = new Set<number | string>([
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
]);
const FORBIDDEN = new Set<number | string>([
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
]);

export function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.some((code) => code === Number(error.code));
}

/** Whether Discord refused a message for the size of its files. */
export function isTooLarge(error: unknown): boolean {
  return (error instanceof DiscordAPIError || error instanceof HTTPError) && error.status === 413;
}

/**
 * A refusal of Discord's as the bot may branch on it. The library's errors carry the address that
 * was called, and with it the interaction's token, so they are never kept as the cause.
 */
export function chatErrorFrom(error: unknown, forbidden: () => string): unknown {
  if (error instanceof RateLimitError)
    return new ChatError('rate-limited', 'Discord asks to slow down.', {
      retryAfterMs: error.retryAfter,
    });
  if (error instanceof DiscordAPIError) {
    const said = `Discord answered ${error.code} (${error.message}).`;
    if (GONE.has(error.code)) return new ChatError('gone', `That is no longer there: ${said}`);
    if (FORBIDDEN.has(error.code)) return new ChatError('forbidden', forbidden());
    if (error.code === RESTJSONErrorCodes.InvalidActionOnArchivedThread)
      return new ChatError(
        'forbidden',
        'This thread is locked. Ask a moderator to open it, or start a new one with /invert.',
      );
    if (error.status === 413)
      return new ChatError('too-large', 'The picture is too large to post here.');
    if (error.status >= 500) return new ChatError('unavailable', said);
    return new Error(said);
  }
  if (error instanceof HTTPError)
    return error.status === 413
      ? new ChatError('too-large', 'The picture is too large to post here.')
      : new ChatError('unavailable', `Discord answered ${error.status}.`);
  if (isNetworkFailure(error))
    return new ChatError('unavailable', `Discord cannot be reached (${error.message}).`);
  return error;
}

/** How undici and node say that nobody answered. */
function isNetworkFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'AbortError' ||
    'syscall' in error ||
    ('code' in error && /^UND_ERR/.test(String(error.code)))
  );
}
