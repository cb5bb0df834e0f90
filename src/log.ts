import { destination, type Logger, pino } from 'pino';

export type { Logger };

/** Structured logs on stderr. Anything that looks like a credential is struck out. */
export function createLog(level: string): Logger {
  const secrets = ['token', 'botToken', 'appToken', 'signingSecret', 'authorization', 'password'];
  return pino(
    {
      level,
      base: null,
      redact: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.headers.${name}`]),
    },
    destination(2),
  );
}
