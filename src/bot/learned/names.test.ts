import { describe, expect, it } from 'vitest';
import { checkCount, checkName, cleanClass, cleanName, knownClass, wordsWith } from './names.ts';

const WORDS = {
  ...{ animals: ['cat', 'dog', 'fox'], things: ['robot'], colours: ['red'], patterns: ['striped'] },
  ...{ worn: ['hat'], weather: ['snow'], sizes: ['big'], others: ['wearing', 'zorb'] },
};

describe('a name', () => {
  it.each(['"Milo"', '“Milo”,', 'Milo:', ' Milo '])('typed as %s is Milo', (typed) =>
    expect(cleanName(typed)).toBe('Milo'),
  );
  it.each(['Milo', 'Jürgen', 'Мурка', 'bo'])('may be %s', (name) =>
    expect(() => checkName(name, WORDS)).not.toThrow(),
  );
  it.each([
    ['', 'Say what you call it and what it is: /learn "Milo" dog.'],
    ['Old Milo', 'one word, in letters'],
    ['Milo2', 'one word, in letters'],
    ['<b>', 'one word, in letters'],
    ['M', 'has 2 to 20 letters: “M” has 1. Choose a longer one.'],
    ['Miloooooooooooooooooooo', 'has 23. Choose a shorter one.'],
    ['Dog', '“Dog” is already a word'],
    ['dogs', 'is already a word'],
    ['kitty', 'is already a word'],
    ['zorb', 'is already a word'],
    ['crown', 'is already a word'],
    ['the', 'is already a word'],
    ['Using', 'is already a word'],
  ])('may not be %j', (name, sentence) => expect(() => checkName(name, WORDS)).toThrow(sentence));
  it('may be no word of the lexicon either where a model lists none', () => {
    expect(() => checkName('lion', null)).toThrow('is already a word');
    expect(() => checkName('zorb', null)).not.toThrow();
  });
});

describe('a class', () => {
  it.each(['dog', 'a dog', ', a dog', 'as a Dog.', 'is my dog', '"dog"', '- the dog'])(
    'typed as %s is a dog',
    (typed) => expect(cleanClass(typed)).toBe('dog'),
  );
  it('is the word that the model knows it by', () => {
    expect(knownClass('puppy', 'Milo', WORDS)).toBe('dog');
    expect(knownClass('robots', 'Milo', WORDS)).toBe('robot');
    expect(knownClass('corgi dog', 'Milo', null)).toBe('corgi dog');
  });
  it.each([
    ['', 'Say what Milo is, in a word that the model knows: /learn "Milo" dog.'],
    ['wolf', 'never learned what “wolf” is. Say what Milo comes nearest to, such as dog, fox'],
    ['red', 'never learned what “red” is'],
    ['d0g', 'in one word'],
  ])('may not be %j', (given, sentence) =>
    expect(() => knownClass(given, 'Milo', WORDS)).toThrow(sentence),
  );
});

it('takes three to five pictures', () => {
  for (const fine of [3, 4, 5]) checkCount(fine, 'Milo');
  expect(() => checkCount(0, 'Milo')).toThrow('and got none');
  expect(() => checkCount(1, 'Milo')).toThrow('and got one. Send more of them in one message');
  expect(() => checkCount(20, 'Milo')).toThrow('and got 20. Send the 5 best ones');
});

it('makes names known nouns beside their class', () => {
  const words = wordsWith(WORDS, [
    { name: 'Milo', className: 'dog' },
    { name: 'Rob', className: 'robot' },
  ]);
  expect(words?.animals).toEqual(['cat', 'dog', 'fox', 'milo']);
  expect(words?.things).toEqual(['robot', 'rob']);
  expect(wordsWith(null, [{ name: 'Milo', className: 'dog' }])).toBeNull();
});
