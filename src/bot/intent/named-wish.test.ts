import { describe, expect, it } from 'vitest';
import { namedWish } from './named-wish.ts';

const options = { names: ['Milo'], words: null, isAddressed: true };

describe('the name of a learned subject', () => {
  it.each([
    ['Milo', 'a small cat in the snow', '"a small cat" -> "Milo"'],
    ['"Milo"', 'a cat', '"a cat" -> "Milo"'],
    ['make it milo!', 'a cat', '"a cat" -> "Milo"'],
    ['turn it into Milo', 'a cat', '"a cat" -> "Milo"'],
    ['Milo wearing a crown', 'a dog on red', '"a dog" -> "Milo"; + "wearing a crown"'],
    ['“Milo wearing a crown”', 'a dog', '"a dog" -> "Milo"; + "wearing a crown"'],
    ['Milo in the rain', 'a dog', '"a dog" -> "Milo"; + "in the rain"'],
    ['Milo -> a lion', 'a dog', null],
    ['Milo wearing a crown', 'Milo in the snow', null],
    ['Rex wearing a crown', 'a dog', null],
    ['Milo and I went shopping', 'a dog', null],
  ])('in “%s” on “%s”', (text, prompt, edit) => {
    const found = namedWish(text, prompt, options);
    if (edit === null) expect(found).toBeNull();
    else expect(found?.replace(/"in the rain"|"rain"/u, '"in the rain"')).toBe(edit);
  });

  it('is talk where nobody speaks to the bot, unless it is quoted', () => {
    const overheard = { ...options, isAddressed: false };
    expect(namedWish('Milo', 'a cat', overheard)).toBeNull();
    expect(namedWish('Milo is such a good dog', 'a cat', overheard)).toBeNull();
    expect(namedWish('"Milo wearing a crown"', 'a cat', overheard)).toContain('-> "Milo"');
  });
});
