const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const WANTED =
  "(?:(?:i(?:'d| would)? (?:like|love|prefer|want|take|choose)|pick|take|choose|use|keep|go (?:on )?with|let'?s (?:go (?:on )?with|take|use))\\s+)";
const KIND = '(?:picture|version|variation|variant|option|take|one)';
const ENOUGH =
  "(?:,?\\s*(?:please|pls|then|(?:is|'s|looks) (?:the )?(?:best|better|nicest|good|great|perfect)))";
const ORDINAL = `(${ORDINALS.join('|')}|[1-9](?:st|nd|rd|th)|last)`;
const NUMBER = `(?:#\\s?|(?:number|no\\.?|nr\\.?|${KIND})\\s+)([1-9])`;
/** What stands alone, such as “3” and “second”, is its last two groups. */
const PICK = new RegExp(
  `^(${WANTED})?(?:(?:the\\s+)?${NUMBER}|the\\s+${ORDINAL}|${ORDINAL}\\s+${KIND}|([1-9])|${ORDINAL})(?:\\s+${KIND})?${ENOUGH}?[.!]*$`,
  'iu',
);

/**
 * Which of several pictures a text chooses, from 0: “the third one”, “number 2 please”, “I like the last”;
 * null where it says no such thing, or where there are not so many.
 *
 * @param isAddressed whether the bot was spoken to: “3” or “second” alone may be talk elsewhere
 */
export function pickedIn(typed: string, pictures: number, isAddressed: boolean): number | null {
  if (pictures < 2 || typed.length > 60) return null;
  const [, wanted, number, first, second, ...alone] =
    PICK.exec(typed.trim().replaceAll('’', "'")) ?? [];
  const bare = alone.find((found) => found !== undefined);
  if (bare !== undefined && wanted === undefined && !isAddressed) return null;
  const named = (number ?? first ?? second ?? bare ?? '').toLowerCase();
  const spelt = named === 'last' ? pictures : ORDINALS.indexOf(named) + 1;
  const chosen = spelt || Number.parseInt(named, 10);
  return chosen >= 1 && chosen <= pictures ? chosen - 1 : null;
}
