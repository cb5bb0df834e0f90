import { describe, expect, it } from 'vitest';
import { looksLikeEdit } from '../../edit-language/edit-talk.ts';
import { COMMANDS, type CommandSpec } from './commands.ts';
import { parseTypedCommand } from './typed-command.ts';

describe('a typed command', () => {
  it.each([
    ['/edit "a cat" -> "a lion"', { name: 'edit', options: { edit: '"a cat" -> "a lion"' } }],
    ['!undo', { name: 'undo', options: {} }],
    [' /Words ', { name: 'words', options: {} }],
    ['/invert a cat in the snow', { name: 'invert', options: { prompt: 'a cat in the snow' } }],
    [
      '/invert prompt: "a cat" fidelity quick',
      { name: 'invert', options: { prompt: 'a cat', fidelity: 'quick' } },
    ],
    [
      '/settings strength 0.8 structure: 0,3',
      { name: 'settings', options: { strength: 0.8, structure: 0.3 } },
    ],
    ['/learn "Milo" dog', { name: 'learn', options: { name: 'Milo', class: 'dog' } }],
    ['/learn Milo, a dog', { name: 'learn', options: { name: 'Milo,', class: 'a dog' } }],
    [
      '/learn name: “Old Milo” class=dog',
      { name: 'learn', options: { name: 'Old Milo', class: 'dog' } },
    ],
    ['/learn "Milo"', { name: 'learn', options: { name: 'Milo' } }],
    ['/subjects delete Milo', { name: 'subjects', options: { what: 'delete Milo' } }],
    ['/forget mine', { name: 'forget', options: { what: 'mine' } }],
  ])('%s', (text, command) => expect(parseTypedCommand(text)).toEqual(command));

  it('needs its mark, except where people talk to the bot', () => {
    expect(parseTypedCommand('undo')).toBeNull();
    expect(parseTypedCommand('undo', { bare: true })).toEqual({ name: 'undo', options: {} });
  });

  it.each(['/nothing', 'hello', '/', '', '//edit', '/__proto__'])('%j is none', (text) =>
    expect(parseTypedCommand(text, { bare: true })).toBeNull(),
  );
});

describe('the table of commands', () => {
  it('fits every platform', () => {
    const commands: readonly CommandSpec[] = COMMANDS;
    for (const { name, description, options } of commands) {
      expect(name).toMatch(/^[a-z]{1,32}$/);
      expect(description.length).toBeLessThanOrEqual(100);
      for (const option of options) expect(option.description.length).toBeLessThanOrEqual(100);
      // Discord wants required options first.
      const required = options.map((option) => Number(option.required));
      expect(required).toEqual(required.toSorted((a, b) => b - a));
    }
  });
});

describe('talk in a thread', () => {
  it.each([
    '"lion" -> "tiger"',
    'lion → tiger',
    'cat=>dog',
    'snow++',
    'snow * 2',
    '+ "in the rain"',
    '"light snow" * 3',
  ])('%s is an edit', (text) => expect(looksLikeEdit(text)).toBe(true));
  it.each([
    'what a cat',
    '- nice one',
    '+1',
    '2 * 2 = 4',
    'so -> ',
    'C++ is a language',
    'well--maybe',
  ])('%s is not', (text) => expect(looksLikeEdit(text)).toBe(false));
});
