const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const WANTED =
  "(?:(?:i(?:'d| would)? (?:like|love|prefer|want|take|choose)|pick|take|choose|use|keep|go (?:on )?with|let'?s (?:go (?:on )?with|take|use))\\s+)";
const KIND = '(?:picture|version|variation|variant|option|take|one)';
const ENOUGH =
  "(?:,?\\s*(?:please|pls|then|(?:is|'s|looks) (?:the )?(?:best|better|nicest|good|great|perfect)))";
const PICK = new RegExp(
  `^(${WANTED})?(?:the\\s+)?(?:(?:#\\s?|(?:number|no\\.?|nr\\.?|${KIND})\\s+)([1-9])|(${ORDINALS.join('|')}|[1-9](?:st|nd|rd|th)|last)(?:\\s+${KIND})?|([1-9]))${ENOUGH}?[.!]*$`,
  'iu',
);

/**
 * Which of several pictures a text chooses, from 0: “the third one”, “number 2 please”, “I like the last”;
 * null where it says no such thing, or where there are not so many.
 *
 * @param isAddressed whether the bot was spoken to: a number alone may be talk elsewhere
 */
export function pickedIn(typed: string, pictures: number, isAddressed: boolean): number | null {
  if (pictures < 2 || typed.length > 60) return null;
  const [, wanted, number, ordinal = '', alone] =
    PICK.exec(typed.trim().replaceAll('’', "'")) ?? [];
  if (alone !== undefined && wanted === undefined && !isAddressed) return null;
  const named = ordinal.toLowerCase();
  const spelt = named === 'last' ? pictures : ORDINALS.indexOf(named) + 1;
  const chosen = Number(number ?? alone ?? (spelt || Number.parseInt(named, 10)));
  return chosen >= 1 && chosen <= pictures ? chosen - 1 : null;
}
