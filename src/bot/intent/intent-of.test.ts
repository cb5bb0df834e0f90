import { describe, expect, it } from 'vitest';
import { inversionDraft, resultFrom } from '../plan/draft.ts';
import type { Action, Attachment, BotRequest } from '../request/requests.ts';
import type { Focus, Thread } from '../thread/thread.ts';
import type { Intent } from './intent.ts';
import { intentOf, pointerOf, type Scene } from './intent-of.ts';

const PLACE = { platform: 'discord', workspace: 'w', channel: 'c', thread: 't' } as const;
const ANN = { key: 'discord/ann', name: 'Ann' };
const FILE: Attachment = { name: 'cat.png', read: async () => new Uint8Array() };

const result = (id: string, prompt: string) => ({
  ...resultFrom(inversionDraft(prompt, id), id, ANN),
  edited: ['lion'],
});
const CURRENT = result('current', 'a lion in the snow');
const OLDER = result('older', 'a cat in the snow');
const THREAD: Thread = {
  ...{ key: 'k', place: PLACE, owner: ANN, sources: {}, otherMessages: [] },
  ...{ results: [OLDER, CURRENT], current: 'current', question: null },
};
const WAITING: Thread = {
  ...THREAD,
  question: { upload: 'u', picture: 'p', requester: ANN },
};
const older: Focus = { thread: THREAD, result: OLDER };

const IN_THREAD: Scene = { thread: THREAD };
const ON_OLDER: Scene = { thread: THREAD, pointedAt: older };
const NOWHERE: Scene = {};

const ask = (action: Action): BotRequest => ({
  ...action,
  place: PLACE,
  person: { id: 'ann', name: 'Ann', moderator: false },
});
/** An intent with its focus by id, and no threads and files, for tables. */
function read(action: Action, scene: Scene) {
  const { focus, thread, picture, mask, ...intent } = {
    ...{ focus: undefined, thread: undefined, picture: undefined, mask: undefined },
    ...(intentOf(ask(action), scene) satisfies Intent),
  };
  return {
    ...intent,
    ...(focus && { on: focus.result.id }),
    ...((picture ?? mask) && { file: true }),
  };
}
const say = (text: string, addressed = false, ...attachments: Attachment[]): Action => ({
  ...{ kind: 'message', text, addressed, attachments },
});
const command = (name: string, options = {}, ...attachments: Attachment[]): Action => ({
  ...{ kind: 'command', name, options, attachments },
});
const press = (id: string): Action => ({ kind: 'button', message: 'm', id });
const react = (emoji: string, added = true): Action => ({
  ...{ kind: 'reaction', message: 'm', emoji, added },
});
const send = (
  id: string,
  values: Record<string, string>,
  ...attachments: Attachment[]
): Action => ({
  ...{ kind: 'form', id, values, attachments },
});

describe('what is typed', () => {
  it.each<[string, Action, Scene, object]>([
    [
      'an edit',
      say('lion -> dog'),
      IN_THREAD,
      { kind: 'edit', text: 'lion -> dog', on: 'current' },
    ],
    ['a wish', say('make it a dog'), IN_THREAD, { kind: 'edit', text: '"lion" -> "dog"' }],
    [
      'a wish about what is not there',
      say('make the cat a dog'),
      IN_THREAD,
      { kind: 'offer', edits: ['"lion" -> "dog"'], on: 'current' },
    ],
    ['a wish elsewhere', say('make it a dog'), NOWHERE, { kind: 'nothing' }],
    ['an unclear wish', say('make it pop', true), IN_THREAD, { kind: 'offer', on: 'current' }],
    ['a reply', say('cat -> dog'), ON_OLDER, { kind: 'edit', text: 'cat -> dog', on: 'older' }],
    ['an edit said to the bot', say('more snow', true), IN_THREAD, { kind: 'edit', on: 'current' }],
    ['talk', say('what a cat'), IN_THREAD, { kind: 'nothing' }],
    ['talk to the bot', say('hello', true), NOWHERE, { kind: 'talk' }],
    ['an edit where no picture is', say('cat -> dog', true), NOWHERE, { kind: 'edit' }],
    ['a name alone', say('', true), IN_THREAD, { kind: 'talk', on: 'current' }],
    ['an edit elsewhere', say('cat -> dog'), NOWHERE, { kind: 'nothing' }],
    ['a command', say('!undo'), IN_THREAD, { kind: 'undo', on: 'current' }],
    ['a command in a reply', say('!undo'), ON_OLDER, { kind: 'undo', on: 'older' }],
    ['a command for another bot', say('!queue'), NOWHERE, { kind: 'nothing' }],
    ['a bare command', say('queue', true), NOWHERE, { kind: 'queue' }],
    ['a command that there is not', say('/foo', true), IN_THREAD, { kind: 'unknown', name: 'foo' }],
    ['the same with words', say('/foo cat', true), IN_THREAD, { kind: 'unknown', name: 'foo' }],
    ['the same, to nobody', say('/foo'), IN_THREAD, { kind: 'nothing' }],
    [
      'a sentence asked for',
      say('a cat'),
      { thread: WAITING },
      { kind: 'describe', prompt: 'a cat' },
    ],
    [
      'one that begins like a command',
      say('words on a wall', true),
      { thread: WAITING },
      { kind: 'describe', prompt: 'words on a wall' },
    ],
    [
      'a command while a sentence is asked for',
      say('/cancel', true),
      { thread: WAITING },
      { kind: 'cancel', job: undefined },
    ],
    [
      'a picture',
      say('a cat', true, FILE),
      NOWHERE,
      { kind: 'invert', prompt: 'a cat', others: 0, file: true },
    ],
    ['several', say('', true, FILE, FILE, FILE), NOWHERE, { kind: 'invert', others: 2 }],
    ['a picture to nobody', say('look', false, FILE), IN_THREAD, { kind: 'nothing' }],
    ['a picture of who was asked', say('', false, FILE), { thread: WAITING }, { kind: 'invert' }],
  ])('%s', (_, action, scene, intent) => {
    expect(read(action, scene)).toMatchObject(intent);
  });
});

describe('commands, buttons, forms and menus', () => {
  it.each<[Action, Scene, object]>([
    [
      command('edit', { edit: 'a -> b' }, FILE),
      IN_THREAD,
      { kind: 'edit', text: 'a -> b', file: true },
    ],
    [command('compare', { edit: 'a -> b' }), IN_THREAD, { kind: 'edit', text: 'a -> b using all' }],
    [command('gallery'), NOWHERE, { kind: 'gallery' }],
    [command('gallery', { example: '3' }), NOWHERE, { kind: 'example', wanted: '3' }],
    [
      command('invert', { fidelity: 'full' }),
      NOWHERE,
      { kind: 'invert', fidelity: 'full', prompt: '' },
    ],
    [command('invert', { fidelity: 'best' }), NOWHERE, { kind: 'invert', fidelity: undefined }],
    [command('forget'), IN_THREAD, { kind: 'forget', what: undefined, confirmed: false }],
    [command('foo'), IN_THREAD, { kind: 'unknown', what: 'command' }],
    [press('stronger:older'), ON_OLDER, { kind: 'dial', step: 1, on: 'older' }],
    [press('weaker:older'), ON_OLDER, { kind: 'dial', step: -1, on: 'older' }],
    [press('pick:older:2'), ON_OLDER, { kind: 'pick', index: 2, on: 'older' }],
    [press('word:older:1'), ON_OLDER, { kind: 'word', index: 1, on: 'older' }],
    [
      send('word:older:0', { replacement: '"lion"', weight: ' 2 ' }),
      ON_OLDER,
      { kind: 'edit', text: '"cat" -> "lion"; "lion" * 2', on: 'older' },
    ],
    [send('word:older:9', { weight: '2' }), ON_OLDER, { kind: 'edit', text: '"" * 2' }],
    [
      send('describe', { prompt: ' a cat ' }),
      { thread: WAITING },
      { kind: 'describe', prompt: 'a cat' },
    ],
    [press('edit:older'), ON_OLDER, { kind: 'edit', text: '', on: 'older' }],
    [press('example:3'), NOWHERE, { kind: 'example', wanted: '3' }],
    [press('say:older:+ "at 5:30"'), ON_OLDER, { kind: 'edit', text: '+ "at 5:30"', on: 'older' }],
    [press('cancel:j'), IN_THREAD, { kind: 'cancel', job: 'j' }],
    [press('forget:mine'), IN_THREAD, { kind: 'forget', what: 'mine', confirmed: true }],
    [press('constructor:x'), IN_THREAD, { kind: 'unknown', what: 'button' }],
    [
      send('edit:older', { edit: 'a -> b' }),
      ON_OLDER,
      { kind: 'edit', text: 'a -> b', on: 'older' },
    ],
    [send('invert:full', { prompt: 'a cat' }, FILE), NOWHERE, { kind: 'invert', fidelity: 'full' }],
    [{ kind: 'shortcut', message: 'm', attachments: [] }, ON_OLDER, { kind: 'edit', on: 'older' }],
    [
      { kind: 'shortcut', message: 'm', attachments: [FILE] },
      NOWHERE,
      { kind: 'invert', file: true },
    ],
  ])('%o', (action, scene, intent) => {
    expect(read(action, scene)).toMatchObject(intent);
  });

  it('on a picture that is not kept are not about another one', () => {
    for (const verb of ['stronger', 'vary', 'undo', 'delete', 'edit', 'full'])
      expect(read(press(`${verb}:gone`), IN_THREAD)).not.toHaveProperty('on');
  });
});

describe('reactions', () => {
  it.each<[string, boolean, object]>([
    ['❄️', true, { kind: 'weigh', words: ['snow'], delta: 0.5, added: true, on: 'older' }],
    ['❄️', false, { kind: 'weigh', added: false }],
    ['➖', true, { kind: 'weigh', words: ['lion'], delta: -0.5 }],
    ['↩️', true, { kind: 'undo', on: 'older' }],
    ['↩️', false, { kind: 'redo', on: 'older' }],
    ['🗑️', true, { kind: 'delete', on: 'older' }],
    ['🗑️', false, { kind: 'nothing' }],
    ['🚀', true, { kind: 'nothing' }],
  ])('%s (%s)', (emoji, added, intent) => {
    expect(read(react(emoji, added), ON_OLDER)).toMatchObject(intent);
  });

  it('on other messages mean nothing', () => {
    expect(read(react('❄️'), IN_THREAD)).toEqual({ kind: 'nothing' });
  });
});

it('points at a result by its id, or by the message that may show it', () => {
  expect(pointerOf(ask(press('pick:r1:2')))).toEqual({ result: 'r1' });
  expect(pointerOf(ask(send('edit:r1', {})))).toEqual({ result: 'r1' });
  expect(pointerOf(ask({ ...say('x'), replyTo: 'm' } as Action))).toEqual({ message: 'm' });
  expect(pointerOf(ask(react('❄️')))).toEqual({ message: 'm' });
  expect(pointerOf(ask(command('undo')))).toBeUndefined();
});
