import { z } from 'zod';
import { indefiniteArticle } from '../../edit-language/english/grammar.ts';
import { promptOf, type Word, wordsOf } from '../../edit-language/english/prompt-words.ts';
import { keyOf } from '../../pipeline/text/text.ts';
import { LearnReport } from '../outcome/outcome.ts';
import { type BotRequest, MessageRef, Place, personKey, Requester } from '../request/requests.ts';

/** A subject that somebody teaches or has taught: everything but the model's own part of it. */
export const Learned = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    /** What it is, in a word that the model knows. */
    className: z.string(),
    owner: Requester,
    /** Where it was asked for: the subject is of that place's workspace. */
    place: Place,
    /** The message that shows it, once it is learned. */
    message: MessageRef.exactOptional(),
    /** Whether everybody of the workspace may use it. */
    shared: z.boolean(),
    /** The stored pictures that it is learned from; none once it is. */
    pictures: z.array(z.string()).readonly(),
    /** The same pictures as one, to be shown. */
    sheet: z.string(),
    /** The stored LoRA and token; null until it is learned. */
    subject: z.string().nullable(),
    report: LearnReport.exactOptional(),
    /** When it was last asked for, in milliseconds since 1970. */
    usedAt: z.number(),
  })
  .readonly();
export type Learned = z.infer<typeof Learned>;

/** Which subject a name in a prompt means: the id of the stored LoRA. */
export const NamedSubject = z.strictObject({ name: z.string(), subject: z.string() }).readonly();
export type NamedSubject = z.infer<typeof NamedSubject>;

/** What a learned subject holds that is stored apart from it, by its id there. */
export function assetsOfLearned({ pictures, sheet, subject }: Learned): {
  readonly pictures: readonly string[];
  readonly subjects: readonly string[];
} {
  return { pictures: [...pictures, sheet], subjects: subject === null ? [] : [subject] };
}

/** What is learned, for people: “Milo, a dog”. */
export function titleOfLearned({ name, className }: Pick<Learned, 'name' | 'className'>): string {
  return `${name}, ${indefiniteArticle(className)} ${className}`;
}

export function isSameName(a: string, b: string): boolean {
  return keyOf(a) === keyOf(b);
}

/** The subjects that a person may name, one a name: their own before what others share. */
export function usableBy(
  all: readonly Learned[],
  { place, person }: Pick<BotRequest, 'place' | 'person'>,
): readonly Learned[] {
  const key = personKey(place, person);
  const ready = all.filter(({ subject }) => subject !== null);
  const own = ready.filter(({ owner }) => owner.key === key);
  const shared = ready.filter(({ owner, shared }) => shared && owner.key !== key);
  return [
    ...own,
    ...shared.filter(({ name }) => !own.some((other) => isSameName(other.name, name))),
  ];
}

/** A prompt in which subjects are called by their names: “a milo” is Milo. */
export function withNames(prompt: string, named: readonly Pick<Learned, 'name'>[]): string {
  const words: Word[] = [];
  for (const word of wordsOf(prompt)) {
    const name = named.find((each) => isSameName(each.name, word.text))?.name;
    if (name === undefined) {
      words.push(word);
      continue;
    }
    const article = /^an?$/u.test(words.at(-1)?.key ?? '') ? words.pop() : undefined;
    words.push({ ...word, text: name, spaced: article?.spaced ?? word.spaced });
  }
  return promptOf(words);
}

/**
 * The subjects that prompts name. What a picture was drawn with stays what it is drawn with, whoever edits
 * it, as long as it is kept.
 *
 * @param carried those of the picture that is edited
 */
export function subjectsIn(
  prompts: readonly string[],
  {
    carried,
    usable,
    all,
  }: {
    readonly carried: readonly NamedSubject[];
    readonly usable: readonly Learned[];
    readonly all: readonly Learned[];
  },
): readonly NamedSubject[] {
  const kept = carried.filter(({ subject }) => all.some((learned) => learned.subject === subject));
  const known = [
    ...kept,
    ...usable.flatMap(({ name, subject }) => (subject === null ? [] : [{ name, subject }])),
  ];
  const words = new Set(prompts.flatMap((prompt) => wordsOf(prompt).map(({ key }) => key)));
  const first = new Map<string, NamedSubject>();
  for (const named of known) {
    const key = keyOf(named.name);
    if (words.has(key) && !first.has(key)) first.set(key, named);
  }
  return [...first.values()];
}
