import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/**
 * For an app's `onError`: a refusal is answered as it says, and what nobody foresaw by a sentence that tells
 * nothing of the inside; `onFault` has that for the log.
 */
export function answerFaults(
  onFault: (error: unknown) => void,
): (error: Error, context: Context) => Response {
  return (error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    onFault(error);
    return context.text('Something went wrong here. The log has more.', 500);
  };
}
