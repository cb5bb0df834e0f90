/** An error as Discord's API words it: an HTTP status, a JSON error code, a message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const unknown = {
  channel: () => new Refusal(404, 10003, 'Unknown Channel'),
  message: () => new Refusal(404, 10008, 'Unknown Message'),
  user: () => new Refusal(404, 10013, 'Unknown User'),
  interaction: () => new Refusal(404, 10062, 'Unknown interaction'),
};
export const unauthorized = () => new Refusal(401, 0, '401: Unauthorized');
export const missingAccess = () => new Refusal(403, 50001, 'Missing Access');
export const missingPermissions = () => new Refusal(403, 50013, 'Missing Permissions');
export const archivedThread = () =>
  new Refusal(
    400,
    50083,
    'Tried to perform an operation on an archived thread, such as editing a message or adding a user to the thread',
  );
export const invalidForm = (detail: string) =>
  new Refusal(400, 50035, `Invalid Form Body: ${detail}`);
export const tooLarge = () => new Refusal(413, 40005, 'Request entity too large');
export const rateLimited = (seconds: number) =>
  new Refusal(429, 0, 'You are being rate limited.', seconds);
