import { carrierStart, isPluralDeterminer, nounPhraseAt, subjectOf } from '../english/grammar.ts';
import { corrected, type Vocabulary } from '../english/known-words.ts';
import { isColour, isHeadgear, kindNamed, kindOf, plainName, plural } from '../english/lexicon.ts';
import type { Span, Word } from '../english/prompt-words.ts';
import {
  findMeant,
  groundOf,
  isAdjective,
  isGround,
  type Meant,
  memberOf,
  weatherNoun,
  withoutDeterminers,
} from './meant.ts';
import type { Wish } from './phrasings.ts';
import {
  article,
  DEGREE,
  determined,
  hasArticle,
  IT_ALONE,
  isJoinedAlike,
  isStray,
  isThing,
  keysOf,
  likeness,
  parted,
  placed,
  positive,
  quantityOf,
  swap,
  WHO_HAS,
} from './wish-phrases.ts';

/** What a wish comes to on a sentence: edits in the edit language that are meant, or may be. */
export interface WishEdit {
  readonly edits: readonly string[];
  /** Whether it is the first of them for sure. */
  readonly isSure: boolean;
}

export interface WishContext {
  readonly vocabulary: Vocabulary;
  /** The words that the last edit changed. */
  readonly edited: readonly string[];
  /** Whether it was put as a wish: then a bare phrase is one. */
  readonly isWished: boolean;
}

/** Words that no picture shows: a wish with one of them is about something else. */
const NO_PICTURE = new Set(
  (
    'me you us we i them myself yourself is are am was were be been do does did have has had will would ' +
    'instead wear wears wearing keep put make give to that if off up out down here there then than minute minutes try break shot second seconds moment ' +
    'day days time times go goes week call reason why because sense point deal money job work list group ' +
    'page channel meeting email mail link url login password server bug issue ticket pr review code file ' +
    'folder yes no not so bad too really favourite favorite better best worse quick fast slow easy hard ' +
    'done work works working fine sure true false original intern phone value plans thing things stuff ' +
    'idea ideas thanks problem worries way coffee tea beer friday monday tuesday wednesday thursday ' +
    'saturday sunday tomorrow today yesterday morning everyone everybody somebody someone anyone nobody ' +
    'again please mine yours who what when where how which yet still already habit happen count priority ' +
    'standard default public private english german loud clear official possible available ready'
  ).split(' '),
);

/** The edits for one reading of a wish; null where it makes none on this sentence. */
export function editsFor(
  wish: Wish,
  words: readonly Word[],
  context: WishContext,
): WishEdit | null {
  return new Editor(words, context).edits(wish);
}

class Editor {
  readonly #words: readonly Word[];
  readonly #context: WishContext;

  constructor(words: readonly Word[], context: WishContext) {
    this.#words = words;
    this.#context = context;
  }

  edits(wish: Wish): WishEdit | null {
    switch (wish.do) {
      case 'swap':
        return this.#swap(wish.from, wish.to);
      case 'make':
        return this.#make(wish.rest);
      case 'become':
        return this.#into(this.#find('it'), wish.to);
      case 'add':
        return this.#add(wish.what);
      case 'give':
        return this.#give(wish.rest);
      case 'dressed':
        return this.#dressed(wish.what, wish.rest);
      case 'remove':
        return this.#remove(wish.what);
      case 'weigh':
        return this.#weigh(wish.what, wish.factor);
      case 'put':
        return this.#put(wish.what, wish.preposition, wish.where);
      case 'say':
        return this.#say(wish.phrase);
    }
  }

  #find(phrase: string): Meant | null {
    return findMeant(this.#words, phrase);
  }

  #swap(from: string, typed: string): WishEdit | null {
    // “the dog must have glasses | not a hat”
    const { who, what } = WHO_HAS.exec(typed)?.groups ?? {};
    const to = who !== undefined && what !== undefined && this.#find(who) ? what : typed;
    const meant = this.#find(from);
    // “a red hat instead of this one”
    const same = meant?.how === 'it' ? this.#find(to) : null;
    if (same?.how === 'said' && to.includes(' ')) return this.#say(to);
    if (meant) return this.#into(meant, to);
    if (isGround(from)) return this.#ground(to);
    // Another animal than the one in the picture: only a guess.
    const subject = this.#find('it');
    const key = subject && this.#words[subject.start]!.key;
    const named = withoutDeterminers(from).split(' ').at(-1) ?? '';
    if (subject && key && kindOf(named) !== undefined && kindOf(named) === kindOf(key)) {
      const edit = this.#into(subject, to);
      return edit && { ...edit, isSure: false };
    }
    const fresh = this.#fresh(from);
    const weather =
      fresh && kindOf(fresh.noun) === 'weather' ? memberOf(this.#words, 'weather') : null;
    return weather && this.#into({ ...weather, how: 'kin' }, to);
  }

  /** “the background blue”, “it a lion”: the longest first part that the sentence has. */
  #make(rest: string): WishEdit | null {
    const typed = rest.split(' ');
    for (let n = Math.min(typed.length - 1, 5); n > 0; n--) {
      const what = typed.slice(0, n).join(' ');
      const into = typed.slice(n).join(' ');
      if (isGround(what)) return this.#ground(into);
      const isWeather = kindNamed(withoutDeterminers(what)) === 'weather';
      if (isWeather && !memberOf(this.#words, 'weather')) return this.#add(into);
      const meant = this.#find(what);
      const edit = meant && this.#into(meant, into);
      if (edit) return edit;
    }
    const kin = this.#swapByKind(typed);
    if (kin) return kin;
    const fresh = this.#fresh(rest);
    return fresh?.isKnown ? this.#into(this.#find('it'), rest) : null;
  }

  /** “the dog a lion”, where the picture shows a cat. */
  #swapByKind(typed: readonly string[]): WishEdit | null {
    for (let n = 1; n < Math.min(typed.length, 4); n++) {
      const what = typed.slice(0, n).join(' ');
      if (kindOf(withoutDeterminers(what)) !== 'animals') continue;
      return this.#swap(what, typed.slice(n).join(' '));
    }
    return null;
  }

  /** What is meant becomes something else, or gets a quality. */
  #into(meant: Meant | null, to: string): WishEdit | null {
    if (!meant) return null;
    if (meant.how === 'it' && /^(?:in|on|at|under|in front of) /u.test(to)) return this.#add(to);
    const { head, rest } = parted(to);
    if (rest !== '') {
      const first = this.#into(meant, head);
      const second = first && new Editor(this.#words, this.#context).#add(rest);
      if (first && second)
        return {
          edits: [`${first.edits[0]}; ${second.edits[0]}`],
          isSure: first.isSure && second.isSure,
        };
    }
    const fresh = this.#fresh(rest === '' ? head : to);
    if (!fresh) return null;
    const key = this.#words[meant.end - 1]!.key;
    if (isGround(key) && fresh.words.every(isAdjective)) return this.#ground(to);
    const isQuality =
      !isAdjective(key) &&
      isAdjective(fresh.noun) &&
      fresh.words.every((word) => isAdjective(word) || word === 'and');
    if (isQuality && !hasArticle(to)) return this.#quality(meant, fresh.words);
    if (kindOf(fresh.noun) === 'weather' && meant.how === 'it') return this.#add(to);
    if (isGround(fresh.noun)) return meant.how === 'kin' ? null : this.#ground(to);
    const isSure = fresh.isKnown || (meant.how === 'said' && !this.#context.vocabulary.isListed);
    if (meant.how === 'it' && !fresh.isKnown) return null;
    if (fresh.words.join(' ') === key) return null;
    // “a white horse instead of brown”: not a white horse horse.
    const after = nounPhraseAt(this.#words, meant.start)?.end ?? meant.end;
    const isSaid = after > meant.end && this.#words[after - 1]?.key === fresh.noun;
    const into = isSaid && fresh.words.length > 1 ? fresh.words.slice(0, -1) : fresh.words;
    return { edits: [this.#replace(meant, into)], isSure };
  }

  /** A quality of a thing: in the place of one of its kind, or before it. */
  #quality(meant: Meant, qualities: readonly string[]): WishEdit | null {
    const [quality] = qualities;
    const key = this.#words[meant.start]!.key;
    if (quality === undefined) return null;
    if (kindOf(quality) === 'amounts' && kindOf(key) === 'weather')
      return { edits: [this.#describe(meant, qualities)], isSure: true };
    const ground = groundOf(this.#words);
    const isColouring = isColour(quality) || kindOf(quality) === 'patterns';
    if (meant.how === 'it' && isColouring && ground) {
      const own = this.#describe(meant, qualities);
      const behind = this.#describe(ground, qualities);
      return kindOf(quality) === 'patterns'
        ? { edits: [behind, own], isSure: true }
        : { edits: [own, behind], isSure: false };
    }
    return { edits: [this.#describe(meant, qualities)], isSure: true };
  }

  #describe(thing: Span, qualities: readonly string[]): string {
    const phrase = nounPhraseAt(this.#words, thing.start);
    const core = phrase ? this.#words.slice(phrase.core, phrase.end) : [];
    if (qualities.includes('and')) {
      // “black and white” is one quality.
      const text = qualities.join(' ');
      const old = core.find(
        ({ key }) => isAdjective(key) && likeness(key) === likeness(text.split(' ')[0]!),
      );
      const { key } = this.#words[thing.start]!;
      return old ? swap(old.key, text) : swap(key, `${text} ${key}`);
    }
    const same = qualities.map((quality) =>
      core.find(
        ({ key }) => key !== quality && likeness(key) === likeness(quality) && isAdjective(key),
      ),
    );
    const swaps = qualities.flatMap((quality, i) => (same[i] ? [swap(same[i].key, quality)] : []));
    const more = qualities.filter((_, i) => !same[i]);
    const has = more.filter((quality) => core.some(({ key }) => key === quality));
    const fresh = more.filter((quality) => !has.includes(quality));
    // “a dark green” for the blue: one swap, not two of one place.
    const first = same.find((word) => word !== undefined);
    if (fresh.length > 0 && first) return swap(first.key, qualities.join(' '));
    if (fresh.length > 0 && has.length > 0) return swap(has[0]!, qualities.join(' '));
    const isOuter = fresh.some((quality) => !isColour(quality));
    const before = isOuter ? (core[0]?.key ?? '') : this.#words[thing.start]!.key;
    return [
      ...swaps,
      ...has.map((quality) => `"${quality}" * 1.5`),
      ...(fresh.length > 0 ? [swap(before, `${fresh.join(' ')} ${before}`)] : []),
    ].join('; ');
  }

  /** Another background: another colour or pattern of it, or another place. */
  #ground(to: string): WishEdit | null {
    const { head, rest } = parted(to);
    const fresh = this.#fresh(head);
    if (!fresh || rest !== '') return null;
    const ground = groundOf(this.#words);
    const isNamed = isGround(fresh.noun);
    const qualities = isNamed ? fresh.words.slice(0, -1) : fresh.words;
    const isQuality = qualities.every(isAdjective);
    if (qualities.length === 0 || (!fresh.isKnown && !isNamed)) return null;
    if (isQuality) {
      const edit = ground
        ? this.#describe(ground, qualities)
        : `+ "on ${article(qualities)} background"`;
      return { edits: [edit], isSure: true };
    }
    const noun = fresh.words.join(' ');
    if (!ground) return { edits: [`+ "${noun}"`], isSure: false };
    const phrase = nounPhraseAt(this.#words, ground.start);
    const start = carrierStart(this.#words, phrase?.start ?? ground.start);
    const old = keysOf(this.#words.slice(start, phrase?.end ?? ground.end));
    const place = kindOf(fresh.noun) === 'places' || kindOf(fresh.noun) === 'weather';
    return { edits: [`- "${old}"; + "${noun}"`], isSure: place };
  }

  #add(what: string): WishEdit | null {
    const [, preposition = '', where = ''] =
      /^(?:with |wearing )?(in|on|at|in front of|under|next to) (.+)$/u.exec(what) ?? [];
    if (where !== '') return this.#put('it', preposition, where);
    const { amount, bare } = quantityOf(what);
    const { head, rest } = parted(bare);
    if (rest !== '') {
      const [first, second] = [this.#add(head), this.#add(rest)];
      return first && second
        ? {
            edits: [`${first.edits[0]}; ${second.edits[0]}`],
            isSure: first.isSure && second.isSure,
          }
        : null;
    }
    const fresh = this.#fresh(bare);
    if (!fresh) return null;
    const kind = kindOf(fresh.noun);
    const text = fresh.words.join(' ');
    if (isGround(fresh.noun)) return this.#ground(bare);
    if (fresh.words.every(isAdjective) && !hasArticle(bare)) {
      const subject = this.#find('it');
      return subject && this.#quality(subject, fresh.words);
    }
    if (kind === 'weather') {
      const own = memberOf(this.#words, 'weather');
      const key = own && this.#words[own.start]!.key;
      if (own && key === fresh.noun) return this.#weigh(key, 2);
      if (own) return { edits: [swap(key!, fresh.noun)], isSure: true };
      return { edits: [`+ "${amount === '' ? '' : `${amount} `}${text}"`], isSure: true };
    }
    if (kind === 'worn') {
      const own = this.#words.find(({ key }) => plainName(key) === plainName(fresh.noun));
      if (own) return { edits: [`"${own.key}" * 1.5`], isSure: false };
      const head = this.#words.findIndex(({ key }) => isHeadgear(key));
      if (head >= 0 && isHeadgear(fresh.noun))
        return {
          edits: [this.#replace({ start: head, end: head + 1 }, fresh.words)],
          isSure: true,
        };
      return { edits: [`+ "wearing ${determined(bare, fresh.words)}"`], isSure: true };
    }
    if (!fresh.isKnown) return null;
    return { edits: [`+ "${text}"`], isSure: true };
  }

  #give(rest: string): WishEdit | null {
    const typed = rest.split(' ');
    if (typed[0] === 'me' || typed[0] === 'us') return this.#say(typed.slice(1).join(' '));
    for (let n = 1; n < Math.min(typed.length, 3); n++)
      if (isGround(typed.slice(0, n).join(' '))) return this.#ground(typed.slice(n).join(' '));
    for (let n = Math.min(typed.length - 1, 5); n > 0; n--)
      if (this.#find(typed.slice(0, n).join(' ')))
        return this.#add(
          typed
            .slice(n)
            .join(' ')
            .replace(/^to wear |^wear /u, ''),
        );
    return null;
  }

  #dressed(what: string, rest: string): WishEdit | null {
    const meant = this.#find(what);
    const kind = kindOf(this.#fresh(rest)?.noun ?? '');
    if (!meant || !this.#isSubject(meant) || (kind !== 'worn' && kind !== 'weather')) return null;
    return this.#add(rest);
  }

  #remove(what: string): WishEdit | null {
    const all = what.replace(/ (?:from|off|of|on) (?:it|him|her|(?:the|its|his|her) .+)$/u, '');
    const meant = this.#find(what) ?? this.#find(all);
    if (!meant || meant.how === 'it') return null;
    return { edits: [`- "${keysOf(this.#words.slice(meant.start, meant.end))}"`], isSure: true };
  }

  #weigh(what: string, factor: number): WishEdit | null {
    const bare = withoutDeterminers(what.replace(/^it (?=[\p{L}])/u, '')).replace(
      / (?:visible|intense|strong|obvious|please)$/u,
      '',
    );
    const meant = IT_ALONE.test(what) ? null : this.#find(bare);
    if (meant && meant.how !== 'it') {
      const words = this.#words.slice(meant.start, meant.end);
      return { edits: [`"${keysOf(words)}" * ${factor}`], isSure: true };
    }
    if (IT_ALONE.test(what)) {
      const [first] = this.#context.edited;
      return first === undefined ? null : { edits: [`"${first}" * ${factor}`], isSure: true };
    }
    if (factor < 1) return null;
    const fresh = this.#fresh(bare);
    if (!fresh?.isKnown) return null;
    const subject = this.#find('it');
    const edit = fresh.words.every(isAdjective)
      ? subject && this.#quality(subject, fresh.words)
      : this.#add(bare);
    return edit;
  }

  #put(what: string, preposition: string, where: string): WishEdit | null {
    const meant = this.#find(what);
    const { head, rest } = parted(where);
    const fresh = this.#fresh(head);
    if (!meant || meant.how === 'kin') {
      // “put a hat on the cat”
      return this.#find(where) && !isGround(where) ? this.#add(what) : null;
    }
    if (!fresh || (meant.how === 'said' && !this.#isSubject(meant))) return null;
    if (rest !== '') {
      const [first, second] = [this.#put(what, preposition, head), this.#add(rest)];
      return first && second
        ? { edits: [`${first.edits[0]}; ${second.edits[0]}`], isSure: true }
        : null;
    }
    if (isGround(fresh.noun)) return this.#ground(head);
    const kind = kindOf(fresh.noun);
    if (kind === 'weather') return this.#add(head);
    if (kind === 'worn') return this.#add(head);
    if (kind === 'places')
      return { edits: [`+ "${preposition} ${placed(head, fresh.words)}"`], isSure: true };
    if (isColour(fresh.noun) && fresh.words.length === 1 && preposition === 'on')
      return this.#ground(head);
    if (isAdjective(fresh.noun) && fresh.words.length === 1 && preposition === 'in')
      return this.#quality(meant, fresh.words);
    const isHere = meant.how === 'said' && fresh.isKnown;
    return isHere ? { edits: [`+ "${preposition} ${head}"`], isSure: false } : null;
  }

  #isSubject({ start, end }: Span): boolean {
    const subject = subjectOf(this.#words);
    return subject !== null && start >= subject.start && end <= subject.end;
  }

  /** A phrase without a verb. */
  #say(phrase: string): WishEdit | null {
    const { isWished } = this.#context;
    const typed = phrase.split(' ');
    const last = typed.at(-1)!;
    if (isGround(last) && typed.length > 1 && parted(phrase).rest === '') {
      const edit = this.#ground(phrase);
      const isTold = typed
        .slice(0, -1)
        .every(
          (word) => isColour(word) || kindOf(word) === 'patterns' || /^(?:an?|the)$/u.test(word),
        );
      return edit && (isTold || isWished) ? edit : null;
    }
    // “background blue”
    if (isAdjective(last) && typed.length > 1) {
      const what = typed.slice(0, -1).join(' ');
      if (isGround(what)) return this.#ground(last);
      const thing = isWished ? this.#find(what) : null;
      if (thing) return this.#into(thing, last);
    }
    const { head, rest } = parted(phrase);
    const fresh = this.#fresh(head);
    const subject = this.#find('it');
    if (!fresh || !subject) return null;
    const key = this.#words[subject.start]!.key;
    const kind = kindOf(fresh.noun);
    const isComparative =
      /(?:er|est)$/u.test(fresh.noun) || /^(?:bigger|smaller|larger|tinier)$/u.test(last);
    if (fresh.words.every(isAdjective) && rest === '')
      return isWished ||
        (isComparative && kindOf(last) === 'sizes') ||
        /^(?:bigger|smaller|larger|tinier)$/u.test(phrase)
        ? this.#quality(subject, fresh.words)
        : null;
    // “three dogs”
    if (isPluralDeterminer(fresh.words[0] ?? '') && fresh.words.length === 2) {
      const counted = this.#find(fresh.noun);
      if (counted?.how === 'said')
        return { edits: [this.#replace(counted, fresh.words)], isSure: isWished };
    }
    // “a bigger hat”
    const described = fresh.words.slice(0, -1);
    const named = this.#find(fresh.noun);
    if (named && named.how === 'said' && described.length > 0 && described.every(isAdjective)) {
      const edit = this.#quality(named, described);
      const isChange =
        isWished || (kindOf(described[0]!) === 'amounts' && kindOf(fresh.noun) === 'weather');
      const isCompared = /^(?:an? |the )?(?:bigger|smaller|larger|tinier) /u.test(phrase);
      if (edit && (isChange || isCompared)) return { ...edit, isSure: edit.isSure && isWished };
    }
    if (named && named.how !== 'kin') return null;
    const isAlike =
      kind !== undefined && (kind === kindOf(key) || (isThing(kind) && isThing(kindOf(key))));
    if (isAlike && isWished) return this.#into(subject, phrase);
    const isNew = kind === kindOf(key) && !/^(?:the|this|that) /u.test(phrase);
    if (isNew && (fresh.words.length === 1 || rest !== '')) {
      const edit = this.#into(subject, phrase);
      return edit && { ...edit, isSure: false };
    }
    if (!isWished || kind === undefined) return null;
    return kind === 'worn' || kind === 'weather'
      ? this.#add(phrase)
      : isThing(kind)
        ? this.#guesses(subject, phrase)
        : null;
  }

  /** Something new: in the subject's place, or beside it. */
  #guesses(subject: Meant, phrase: string): WishEdit | null {
    const into = this.#into(subject, phrase);
    const add = this.#add(phrase);
    const edits = [into?.edits[0], add?.edits[0]].filter((edit) => edit !== undefined);
    return edits.length > 0 ? { edits, isSure: false } : null;
  }

  #replace(meant: Span, to: readonly string[]): string {
    const phrase = nounPhraseAt(this.#words, meant.start);
    let { start } = meant;
    // “a big tiger” for “a small tiger”: not a big small one.
    if (phrase && phrase.end === meant.end)
      for (let i = phrase.core; i < meant.start; i++) {
        const { key } = this.#words[i]!;
        if (
          isAdjective(key) &&
          to.some((word) => isAdjective(word) && likeness(word) === likeness(key))
        )
          start = Math.min(start, i);
      }
    const from = this.#words.slice(start, meant.end).map(({ key }) => key);
    const said = [...to];
    while (from.length > 1 && said.length > 1 && from.at(-1) === said.at(-1)) {
      from.pop();
      said.pop();
    }
    return swap(from.join(' '), said.join(' '));
  }

  /** New words for the sentence: corrected, in the model's own where it lists them. */
  #fresh(phrase: string): { words: string[]; noun: string; isKnown: boolean } | null {
    const { vocabulary } = this.#context;
    const isKnown = (word: string) =>
      vocabulary.has(word) || this.#words.some(({ key }) => key === word);
    const typed = withoutDeterminers(phrase.trim().replace(DEGREE, ''))
      .split(' ')
      .filter((word, i) => word !== '' && word !== 'more' && !(i > 0 && word === 'one'))
      .map((word) => weatherNoun(positive(corrected(word.replace(/['.,;:!?]+$/u, ''), isKnown))));
    const count = /^(\S+) /u.exec(phrase.trim())?.[1] ?? '';
    if (typed.length === 0 || typed.length > 6 || /\b(?:my|your|our|their)\b/u.test(phrase))
      return null;
    if (
      typed.some(
        (word) => NO_PICTURE.has(word) || kindNamed(word) !== undefined || /^\d+$/u.test(word),
      )
    )
      return null;
    const words = typed.map((word) => this.#named(word));
    if (words.some((word, i) => isStray(word, words[i - 1]))) return null;
    if (/^(?:on|in|at|to|from|for|by|of|with|under|over)$/u.test(words[0]!)) return null;
    if (!isJoinedAlike(words)) return null;
    const known = words.every(
      (word) =>
        isKnown(word) ||
        kindOf(word) !== undefined ||
        isGround(word) ||
        /^(?:and|of|the|a|an|very)$/u.test(word),
    );
    const isCounted = isPluralDeterminer(count) && kindOf(words.at(-1)!) !== undefined;
    return {
      words: isCounted ? [count, ...words.slice(0, -1), plural(words.at(-1)!)] : words,
      noun: words.at(-1)!,
      isKnown: known,
    };
  }

  #named(word: string): string {
    const { vocabulary } = this.#context;
    const name = vocabulary.nameFor(word);
    // “dots” for “dotted”
    if (kindOf(word) === 'patterns' && vocabulary.has(plainName(word))) return plainName(word);
    if (vocabulary.isListed) return name;
    // Without a list people's own words stay, but for “bigger” and “stripes”.
    return isAdjective(word) || kindOf(word) === 'patterns' ? plainName(word) : name;
  }
}
