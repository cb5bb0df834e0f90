import { setTimeout as sleep } from 'node:timers/promises';
import type { BotUnderFire, Message } from './bot-under-fire.ts';

/** Requests without an ending, in messages that do not change for so long, are lost. */
const STUCK_MS = 30_000;
/** For so long nothing may change after the last ending: a second one would be in it. */
const CALM_MS = 2_000;

export interface Endings {
  readonly done: number;
  readonly sorry: number;
}

/** How often a request was answered by a picture or by an apology. */
export function endingsOf(word: string, messages: readonly Message[]): Endings {
  const isPicture = word.endsWith('x');
  const about = messages.filter((message) => {
    const text = wordsIn(message);
    // Edits name the picture that they are made from, and so do reactions.
    const isOther = isPicture && (/w\d+y/u.test(text) || isReweighted(text));
    return text.includes(word) && !isOther && !text.includes('Undone: ');
  });
  return {
    done: about.filter(isDone).length,
    sorry: about.filter(({ view }) => view?.tone === 'problem').length,
  };
}

export function hasEnded({ done, sorry }: Endings): boolean {
  return done + sorry > 0;
}

/** Apologies that say nothing of what they are for: no room, or a picture whose decoder was killed. */
export function apologiesIn(messages: readonly Message[]): number {
  return messages.filter(
    (message) => message.view?.tone === 'problem' && !/\bw\d+[xy]\b/u.test(wordsIn(message)),
  ).length;
}

/** What a person reads in a message: random names hold every short word sooner or later. */
export function wordsIn({ view }: Message): string {
  const isRandom = (key: string) => ['url', 'name', 'id'].includes(key);
  return JSON.stringify(view?.blocks ?? [], (key, value) => (isRandom(key) ? undefined : value));
}

/** A picture that a job made, or what is said once something was done. */
export function isDone(message: Message): boolean {
  return message.view?.tone === 'done';
}

/** Every message of the bot's, once each of the requests has ended or nothing has moved for long. */
export async function settled(bot: BotUnderFire, words: readonly string[]): Promise<Message[]> {
  let changed = performance.now();
  for (let before = ''; ; await sleep(500)) {
    const all = await allMessages(bot);
    const now = JSON.stringify(all);
    if (now !== before) changed = performance.now();
    before = now;
    const works = /"tone":"working"|"kind":"progress"/u.test(now);
    // A request that was just accepted has no message yet that says that it is worked on.
    const unended = words.filter((word) => !hasEnded(endingsOf(word, all))).length;
    const ended = !works && unended <= apologiesIn(all);
    if (performance.now() - changed > (ended ? CALM_MS : STUCK_MS)) return all;
  }
}

/** Which of some words nobody reads in what people said. */
export async function unsaid(bot: BotUnderFire, words: readonly string[]): Promise<string[]> {
  const said = (await everything(bot)).flatMap(({ from, text }) => (from === 'you' ? [text] : []));
  return words.filter((word) => !said.some((text) => text?.includes(word)));
}

async function allMessages(bot: BotUnderFire): Promise<Message[]> {
  return (await everything(bot)).filter(({ from }) => from === 'bot');
}

async function everything(bot: BotUnderFire): Promise<Message[]> {
  const { threads, messages } = await bot.state();
  for (const thread of threads) messages.push(...(await bot.thread(thread)));
  return messages;
}

function isReweighted(text: string): boolean {
  return text.includes('🐱');
}
