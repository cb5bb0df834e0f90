import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Fidelity } from './bot/thread/thread.ts';
import { WordbrushError } from './pipeline/errors.ts';
import { parseLoras } from './pipeline/model/lora/lora.ts';
import { companionOf, modelFolder } from './pipeline/model/registry.ts';
import { ATTENTION_MIB } from './pipeline/types.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(/[\s,;]+/u)
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const words = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim().toLowerCase())
      .filter((item) => item !== ''),
  );
const secret = z.string().trim().min(1).optional();
const redis = z
  .url({ protocol: /^rediss?$/, error: 'It must look like redis://host:6379' })
  .optional();
const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** The environment: every setting, its default, and what it means; `.env.example` shows them. */
const Environment = z.object({
  /** A model folder in Hugging Face's ONNX layout, or the name of a pulled model. */
  MODEL: z.string().optional(),
  /** The name of a pulled captioner, or its folder; `off` for none. Default: the model's own. */
  CAPTIONS: z.string().trim().optional(),
  /** The name of a pulled CLIP, or its folder; `off` for none. Default: the model's own. */
  CLIP: z.string().trim().optional(),
  /** LoRA files: `FILE` or `FILE:scale`, `NAME=` before those that edits ask for, with commas between. */
  LORAS: z.string().optional(),
  /** Where threads, inversions and pictures are kept: in a file of this folder … */
  WORDBRUSH_DATA: z.string().default('.wordbrush'),
  /** … or in a Redis. */
  STORE_URL: redis,
  /** The Redis through which jobs reach workers; without one this process does them. */
  QUEUE_URL: redis,
  /** A worker that has not been heard of for so long is lost, and its job goes to another. */
  WORDBRUSH_LOST_SECONDS: count(30, 1, 3_600),
  /**
   * How long stopping may take: for a worker, how long it may go on with its job before it puts it
   * back; for a bot, how long it waits for connections to close.
   */
  WORDBRUSH_STOP_SECONDS: count(20, 0, 3_600),
  WORDBRUSH_KEEP_DAYS: count(30, 1, 3_650),
  /** `auto`: the web chat runs when neither Discord nor Slack is set up. */
  WORDBRUSH_WEB: z.enum(['auto', 'on', 'off']).default('auto'),
  WORDBRUSH_HOST: z.string().default('127.0.0.1'),
  WORDBRUSH_PORT: count(8_787, 0, 65_535),
  /** Names besides the loopback's under which the web chat may be opened. */
  WORDBRUSH_ALLOWED_HOSTS: list,
  /** Wanted from whoever opens the web chat; needed where WORDBRUSH_HOST is not the loopback. */
  WORDBRUSH_WEB_TOKEN: secret,
  /** Steps of the schedule, where not what suits the model; fewer is quicker and less faithful. */
  WORDBRUSH_STEPS: z.coerce.number().int().min(2).max(1_000).optional(),
  WORDBRUSH_FIDELITY: Fidelity.default('quick'),
  /** Memory for what edits look at of their source pictures, so that the next edit need not run them again. */
  WORDBRUSH_ATTENTION_MIB: count(ATTENTION_MIB, 0, 1_000_000),
  WORDBRUSH_JOBS_PER_PERSON: count(4, 1, 1_000),
  /** Pictures that may be asked for within an hour; 0 for any number. */
  WORDBRUSH_HOURLY_PER_PERSON: count(60, 0, 100_000),
  WORDBRUSH_HOURLY_PER_CHANNEL: count(240, 0, 100_000),
  /** Subjects that one person may teach in one server or workspace. */
  WORDBRUSH_SUBJECTS_PER_PERSON: count(10, 0, 1_000),
  WORDBRUSH_MAX_PICTURE_MIB: count(20, 1, 200),
  /** Ids of people who are moderators everywhere. */
  WORDBRUSH_OWNERS: list,
  /** Empty: everywhere, everybody. */
  WORDBRUSH_ALLOWED_CHANNELS: list,
  WORDBRUSH_ALLOWED_ROLES: list,
  WORDBRUSH_BLOCKED_PEOPLE: list,
  WORDBRUSH_BLOCKED_WORDS: words,
  /** The ONNX file of a classifier: what it finds unsafe is shown in these channels alone. */
  WORDBRUSH_SAFETY_MODEL: z.string().trim().min(1).optional(),
  WORDBRUSH_SAFETY_THRESHOLD: z.coerce.number().min(0).max(1).default(0.5),
  WORDBRUSH_SAFETY_CHANNELS: list,
  /** Where /metrics and /healthz answer; nowhere without a port. */
  WORDBRUSH_METRICS_HOST: z.string().default('127.0.0.1'),
  WORDBRUSH_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  WORDBRUSH_LOG: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info'),
  DISCORD_TOKEN: secret,
  SLACK_BOT_TOKEN: secret,
  SLACK_APP_TOKEN: secret,
  SLACK_SIGNING_SECRET: secret,
  /** Where signed HTTP listens, on WORDBRUSH_HOST. */
  SLACK_PORT: count(3_000, 0, 65_535),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the settings.
 *
 * @throws WordbrushError `bad-option` that names each setting that is wrong, and what it may be
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  // `NAME=` in a file means the default, as if the line were not there.
  const given = Object.entries(environment).filter(([, value]) => value?.trim() !== '');
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (!parsed.success)
    throw wrong(
      parsed.error.issues
        .map((issue) => `${issue.path.join('.')}: ${issue.message}. See .env.example.`)
        .join('\n'),
    );
  const env = parsed.data;
  const discord = env.DISCORD_TOKEN === undefined ? null : { token: env.DISCORD_TOKEN };
  const slack = slackOf(env);
  return {
    model: modelFolder(env.MODEL, environment),
    captions: companionOf(modelFolder(env.MODEL, environment), 'CAPTIONS', environment) !== null,
    loras: parseLoras(env.LORAS),
    /** A SQLite file, or the address of a Redis. */
    store: env.STORE_URL ?? join(resolve(env.WORDBRUSH_DATA), 'wordbrush.sqlite'),
    queue: queueOf(env),
    stopMs: env.WORDBRUSH_STOP_SECONDS * 1_000,
    keepMs: env.WORDBRUSH_KEEP_DAYS * 24 * 60 * 60 * 1_000,
    web: {
      enabled: env.WORDBRUSH_WEB === 'on' || (env.WORDBRUSH_WEB === 'auto' && !discord && !slack),
      host: env.WORDBRUSH_HOST,
      port: env.WORDBRUSH_PORT,
      allowedHosts: env.WORDBRUSH_ALLOWED_HOSTS,
      ...(env.WORDBRUSH_WEB_TOKEN !== undefined && { token: env.WORDBRUSH_WEB_TOKEN }),
    },
    steps: env.WORDBRUSH_STEPS,
    fidelity: env.WORDBRUSH_FIDELITY,
    attentionMiB: env.WORDBRUSH_ATTENTION_MIB,
    policy: {
      jobsPerPerson: env.WORDBRUSH_JOBS_PER_PERSON,
      hourlyPerPerson: env.WORDBRUSH_HOURLY_PER_PERSON,
      hourlyPerChannel: env.WORDBRUSH_HOURLY_PER_CHANNEL,
      subjectsPerPerson: env.WORDBRUSH_SUBJECTS_PER_PERSON,
      maxPictureBytes: env.WORDBRUSH_MAX_PICTURE_MIB * 2 ** 20,
      owners: env.WORDBRUSH_OWNERS,
      allowedChannels: env.WORDBRUSH_ALLOWED_CHANNELS,
      allowedRoles: env.WORDBRUSH_ALLOWED_ROLES,
      blockedPeople: env.WORDBRUSH_BLOCKED_PEOPLE,
      blockedWords: env.WORDBRUSH_BLOCKED_WORDS,
    },
    safety:
      env.WORDBRUSH_SAFETY_MODEL === undefined
        ? null
        : {
            model: resolve(env.WORDBRUSH_SAFETY_MODEL),
            threshold: env.WORDBRUSH_SAFETY_THRESHOLD,
            channels: env.WORDBRUSH_SAFETY_CHANNELS,
          },
    metrics:
      env.WORDBRUSH_METRICS_PORT === undefined
        ? null
        : { host: env.WORDBRUSH_METRICS_HOST, port: env.WORDBRUSH_METRICS_PORT },
    logLevel: env.WORDBRUSH_LOG,
    discord,
    slack,
  };
}

function wrong(message: string): WordbrushError {
  return new WordbrushError('bad-option', message);
}

/** Workers on other machines find pictures in the store. */
function queueOf(env: z.infer<typeof Environment>) {
  const { QUEUE_URL: url } = env;
  if (url === undefined) return null;
  if (env.STORE_URL === undefined)
    throw wrong(
      'QUEUE_URL is set: set STORE_URL too, because workers find the pictures there. See .env.example.',
    );
  return {
    url,
    lostAfterMs: env.WORDBRUSH_LOST_SECONDS * 1_000,
  };
}

/** Socket Mode needs an app token; signed HTTP needs the signing secret. */
function slackOf(env: z.infer<typeof Environment>) {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = env;
  const { SLACK_SIGNING_SECRET: signingSecret } = env;
  if (botToken === undefined) return null;
  if (appToken === undefined && signingSecret === undefined)
    throw wrong(
      'SLACK_BOT_TOKEN is set: set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET too. See .env.example.',
    );
  return {
    botToken,
    ...(appToken !== undefined && { appToken }),
    ...(signingSecret !== undefined && { signingSecret }),
    host: env.WORDBRUSH_HOST,
    port: env.SLACK_PORT,
  };
}
