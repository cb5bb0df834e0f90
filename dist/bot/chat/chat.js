/** What went wrong at a platform, as the bot may branch on it. */
export const CHAT_ERROR_CODES = [
    'rate-limited',
    'forbidden',
    'gone',
    'too-large',
    'unavailable',
];
/** A platform refused. `forbidden` names the missing permission, in a sentence for the person. */
export class ChatError extends Error {
    code;
    retryAfterMs;
    constructor(code, message, options = {}) {
        super(message, options);
        this.name = 'ChatError';
        this.code = code;
        this.retryAfterMs = options.retryAfterMs;
    }
}
