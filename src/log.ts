import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type { Logger };

/** What is as good as a password, by its look, and what is written in its place. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  [/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/g, '[token]'], // Slack
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, '[token]'], // Discord
  [/\b(Bearer|Basic) [\w.~+/=-]+/gi, '$1 [token]'],
  [/\/(webhooks|interactions)\/(\d+)\/[\w-]+/g, '/$1/$2/[token]'],
  [/(:\/\/)[^\s/@"\\]*@/g, '$1[secret]@'],
  [/\bhttps?:\/\/hooks\.slack\.com\/[^\s"\\]*/g, '[address]'],
  [/([?&](?:token|ticket|hm|sig|signature|secret|password)=)[^&\s"\\]+/gi, '$1[secret]'],
];

/** A text without anything that looks like a credential, and without these very secrets. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return CREDENTIALS.reduce((rest, [look, instead]) => rest.replace(look, instead), plain);
}

/** The values of an environment that nobody may read. */
export function secretsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (/TOKEN|SECRET|PASSWORD|_KEY$/.test(name) && value.trim().length >= 8) return [value.trim()];
    // A password may have what no address may have unescaped, and then no look tells its end.
    const password = /^\w+:\/\/[^:@]*:(.{4,})@/u.exec(value.trim())?.[1];
    return password === undefined ? [] : [password];
  });
}

/** So many lines of one kind within so long say enough; the next one says how many were left out. */
const SAME_LINES = 10;
const SAME_MS = 10_000;
const KINDS = 1_000;
const WARN = 40;

/** Keeps what happens again and again from filling the disk. */
class Repetitions {
  readonly #kinds = new Map<string, { since: number; lines: number; leftOut: number }>();

  /** How many lines were left out before this one; null for one that is left out itself. */
  admit(kind: string): number | null {
    const now = performance.now();
    const before = this.#kinds.get(kind);
    if (before && now - before.since < SAME_MS) {
      if (++before.lines <= SAME_LINES) return 0;
      before.leftOut++;
      return null;
    }
    if (this.#kinds.size >= KINDS) this.#kinds.clear();
    this.#kinds.set(kind, { since: now, lines: 1, leftOut: 0 });
    return before?.leftOut ?? 0;
  }
}

/** What a line is about, whatever its ids and numbers. */
function kindOf(details: unknown, message: unknown): string {
  const err = typeof details === 'object' && details && 'err' in details ? details.err : undefined;
  const why = err instanceof Error ? err.message : '';
  return `${typeof details === 'string' ? details : message}: ${why}`.replace(/\d+/g, '#');
}

/** Structured logs on stderr, one JSON object a line, with every credential struck out. */
export function createLog(
  level: string,
  secrets: readonly string[] = [],
  to: DestinationStream = destination(2),
): Logger {
  // A line is JSON: a secret stands in it as JSON writes it.
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const repetitions = new Repetitions();
  return pino(
    {
      level,
      base: null,
      hooks: {
        streamWrite: (line) => redact(line, written),
        logMethod([details, message, ...rest], method, severity) {
          const leftOut = severity < WARN ? 0 : repetitions.admit(kindOf(details, message));
          if (leftOut === null) return;
          const isObject = typeof details === 'object' && details !== null;
          const told = leftOut > 0 && isObject ? { ...details, leftOut } : details;
          method.apply(this, [told, message, ...rest]);
        },
      },
    },
    to,
  );
}
