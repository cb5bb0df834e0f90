import { looksLikeEdit } from '../../edit-language/edit-talk.ts';

import { cleanName } from '../learned/names.ts';
import { type CommandName, isCommandName } from '../request/commands.ts';
import type {
  BotRequest,
  ButtonRequest,
  CommandRequest,
  FormRequest,
  MessageRequest,
  ReactionRequest,
  ShortcutRequest,
} from '../request/requests.ts';
import { requesterOf } from '../request/requests.ts';
import { parseTypedCommand } from '../request/typed-command.ts';
import { Fidelity, type Focus, focusIn, sourceOf, type Thread } from '../thread/thread.ts';
import { handlesOf, wordEdit } from './handles.ts';
import type { Intent } from './intent.ts';
import { pickedIn } from './picked.ts';
import { meaningOf } from './reactions.ts';
import { type Known, wishIntent } from './wish.ts';

/** What a request is read against. */
export interface Scene extends Known {
  /** The thread of its place. */
  readonly thread?: Thread | undefined;
  /** The result that it points at; see `pointerOf`. */
  readonly pointedAt?: Focus | undefined;
}

/** Which result a request points at: by its id, or by a message that may show one. */
export function pointerOf(
  request: BotRequest,
): { readonly result: string } | { readonly message: string } | undefined {
  switch (request.kind) {
    case 'button':
    case 'form': {
      const [, result] = request.id.split(':');
      return result === undefined ? undefined : { result };
    }
    case 'message':
      return request.replyTo === undefined ? undefined : { message: request.replyTo };
    default:
      return request.message === undefined ? undefined : { message: request.message };
  }
}

/** What a request means. */
export function intentOf(request: BotRequest, scene: Scene): Intent {
  switch (request.kind) {
    case 'command':
      return commandIntent(request, scene);
    case 'message':
      return messageIntent(request, scene);
    case 'reaction':
      return reactionIntent(request, scene);
    case 'button':
      return buttonIntent(request, scene);
    case 'form':
      return formIntent(request, scene);
    case 'shortcut':
      return shortcutIntent(request, scene);
  }
}

/** The picture that something typed is about: the one replied to, or the current one. */
function focusOf({ thread, pointedAt }: Scene): Focus | undefined {
  return pointedAt ?? focusIn(thread, thread?.current ?? null);
}

const COMMANDS: Readonly<Record<CommandName, (command: CommandRequest, scene: Scene) => Intent>> = {
  invert: (command) =>
    invert(
      command,
      textOf(command.options.prompt),
      Fidelity.safeParse(command.options.fidelity).data,
      command.options.frame === 'whole',
    ),
  learn: ({ options, attachments }) => ({
    ...{ kind: 'learn', name: textOf(options.name), className: textOf(options.class) },
    pictures: attachments,
  }),
  subjects: ({ options }) => subjectsIntent(textOf(options.what)),
  edit: ({ options, attachments }, scene) =>
    wishIntent(textOf(options.edit), focusOf(scene), scene, attachments[0]),
  compare: ({ options, attachments }, scene) => {
    const { words, names = [] } = scene; // whatever draws by itself, here all do
    const known = { words, names };
    const wish = wishIntent(textOf(options.edit), focusOf(scene), known, attachments[0]);
    return wish.kind === 'edit' ? { ...wish, text: `${wish.text} using all` } : wish;
  },
  words: (_, scene) => ({ kind: 'words', focus: focusOf(scene) }),
  history: (_, { thread }) => ({ kind: 'history', thread }),
  undo: (_, scene) => ({ kind: 'undo', focus: focusOf(scene) }),
  cancel: () => ({ kind: 'cancel', job: undefined }),
  queue: () => ({ kind: 'queue' }),
  gallery: ({ options }) => {
    const wanted = textOf(options.example);
    return wanted === '' ? { kind: 'gallery' } : { kind: 'example', wanted };
  },
  settings: ({ options }) => ({ kind: 'settings', options }),
  forget: ({ options }, { thread }) => ({
    ...{ kind: 'forget', thread, confirmed: false },
    what: options.what === undefined ? undefined : String(options.what),
  }),
  help: (_, scene) => ({ kind: 'help', focus: focusOf(scene) }),
};

function commandIntent(command: CommandRequest, scene: Scene): Intent {
  return isCommandName(command.name)
    ? COMMANDS[command.name](command, scene)
    : { kind: 'unknown', what: 'command', name: command.name };
}

type Press = (focus: Focus | undefined, args: readonly string[], scene: Scene) => Intent;

/** By the part of a button's id before the first colon; the rest are its arguments. */
const BUTTONS: ReadonlyMap<string, Press> = new Map<string, Press>([
  ['stronger', (focus) => ({ kind: 'dial', focus, step: 1 })],
  ['weaker', (focus) => ({ kind: 'dial', focus, step: -1 })],
  ['vary', (focus) => ({ kind: 'vary', focus })],
  ['pick', (focus, [, index]) => ({ kind: 'pick', focus, index: Number(index) })],
  ['undo', (focus) => ({ kind: 'undo', focus })],
  ['compare', (focus) => ({ kind: 'side-by-side', focus })],
  ['whole', (focus) => ({ kind: 'whole', focus })],
  ['full', (focus) => ({ kind: 'full-size', focus })],
  ['delete', (focus) => ({ kind: 'delete', focus })],
  // Where there are forms, one has been filled in instead.
  ['edit', (focus) => ({ kind: 'edit', focus, text: '', mask: undefined })],
  ['word', (focus, [, index]) => ({ kind: 'word', focus, index: Number(index) })],
  // Where there are forms, one has been filled in instead; or another sentence was offered.
  [
    'describe',
    (focus, [, ...prompt], { thread }) => ({
      ...{ kind: 'describe', thread, focus },
      prompt: prompt.join(':'),
    }),
  ],
  [
    'caption',
    (focus, _, { thread }) => ({
      ...{ kind: 'describe', thread, focus },
      prompt: (focus && sourceOf(focus)?.caption) ?? '',
    }),
  ],
  // An edit that was offered.
  ['say', (focus, [, ...edit]) => ({ kind: 'edit', focus, text: edit.join(':'), mask: undefined })],
  ['share', (_, [id = '']) => ({ kind: 'share', which: { id }, shared: true })],
  ['unshare', (_, [id = '']) => ({ kind: 'share', which: { id }, shared: false })],
  [
    'unlearn',
    (_, [id = '', sure]) => ({ kind: 'unlearn', which: { id }, confirmed: sure === 'yes' }),
  ],
  ['cancel', (_, [job]) => ({ kind: 'cancel', job })],
  ['example', (_, [wanted = '']) => ({ kind: 'example', wanted })],
  ['forget', (_, [what], { thread }) => ({ kind: 'forget', thread, what, confirmed: true })],
]);

function buttonIntent({ id }: ButtonRequest, scene: Scene): Intent {
  const [verb = '', ...args] = id.split(':');
  const press = BUTTONS.get(verb);
  return press
    ? press(scene.pointedAt, args, scene)
    : { kind: 'unknown', what: 'button', name: verb };
}

function formIntent(form: FormRequest, scene: Scene): Intent {
  const [verb, id, index] = form.id.split(':');
  const { pointedAt } = scene;
  if (verb === 'edit') return wishIntent(form.values.edit ?? '', pointedAt, scene);
  if (verb === 'word')
    return {
      ...{ kind: 'edit', focus: pointedAt, mask: undefined },
      text: wordEdit(handlesOf(pointedAt?.result.prompt ?? '')[Number(index)] ?? '', form.values),
    };
  if (verb === 'describe')
    return {
      ...{ kind: 'describe', thread: scene.thread, focus: scene.pointedAt },
      prompt: (form.values.prompt ?? '').trim(),
    };
  if (verb === 'learn')
    return {
      ...{ kind: 'learn', name: textOf(form.values.name), className: textOf(form.values.class) },
      pictures: form.attachments,
    };
  // The fidelity has no field in the form, so it comes back in the form's id.
  return invert(form, form.values.prompt ?? '', Fidelity.safeParse(id).data);
}

function shortcutIntent(shortcut: ShortcutRequest, { pointedAt }: Scene): Intent {
  return pointedAt
    ? { kind: 'edit', focus: pointedAt, text: '', mask: undefined }
    : invert(shortcut, '', undefined);
}

function reactionIntent({ emoji, added }: ReactionRequest, { pointedAt: focus }: Scene): Intent {
  const meaning = focus && meaningOf(emoji, focus.result);
  if (!meaning || meaning.kind === 'nothing') return { kind: 'nothing' };
  if (meaning.kind === 'delete') return added ? { kind: 'delete', focus } : { kind: 'nothing' };
  if (meaning.kind === 'undo') return { kind: added ? 'undo' : 'redo', focus };
  const { words, delta } = meaning;
  if (words.length === 0 && !added) return { kind: 'nothing' };
  return { kind: 'weigh', focus, emoji, words, delta, added };
}

/** Something typed: a command, a prompt that was asked for, a picture, or an edit. */
function messageIntent(message: BotRequest<MessageRequest>, scene: Scene): Intent {
  const { text, addressed, attachments } = message;
  const { thread } = scene;
  const command = typedCommand(message, thread);
  if (command) return commandIntent({ ...command, kind: 'command', attachments }, scene);
  const unknown =
    addressed && attachments.length === 0 && /^\s*[/!](\p{L}[\p{L}-]*)(?:\s|$)/u.exec(text);
  if (unknown) return { kind: 'unknown', what: 'command', name: unknown[1]! };
  const isAsked = thread?.question?.requester.key === requesterOf(message).key;
  const masked = focusOf(scene);
  if (attachments.length > 0 && addressed && masked && MASKED.test(text))
    return wishIntent(text, masked, scene, attachments[0]);
  if (attachments.length > 0 && (addressed || isAsked))
    return invert(message, text, undefined, message.whole);
  if (text.trim() === '') return talk(scene, addressed);
  if (thread?.question && (addressed || isAsked))
    return { kind: 'describe', thread, focus: undefined, prompt: text.trim() };
  const focus = focusOf(scene);
  const picked = pickedIn(text, focus?.result.pictures.length ?? 0, addressed);
  if (picked !== null) return { kind: 'pick', focus, index: picked };
  const isEdit = looksLikeEdit(text);
  const mayBeWish = thread ? focus !== undefined || addressed || isEdit : addressed && isEdit;
  if (!mayBeWish) return talk(scene, addressed);
  return wishIntent(text, focus, scene, undefined, addressed);
}

/** What a picture comes with that is a mask and not another one to edit. */
const MASKED = /\busing (?:fill|inpaint(?:ing)?)\b/iu;

/**
 * The command that a message is. Without a sign a command's name is a word like any other, so it counts
 * only where nobody expects a sentence; with one, elsewhere than in a thread of ours, it may be meant
 * for another bot.
 */
function typedCommand(
  { text, addressed, attachments }: MessageRequest,
  thread: Thread | undefined,
): ReturnType<typeof parseTypedCommand> {
  if (!addressed && !thread) return null;
  // No sentence about a picture begins so.
  const teaches = attachments.length > 0 && /^\s*learn\s/iu.test(text);
  const expectsSentence = attachments.length > 0 || Boolean(thread?.question);
  return parseTypedCommand(text, { bare: addressed && (teaches || !expectsSentence) });
}

function invert(
  { attachments }: Pick<MessageRequest, 'attachments'>,
  prompt: string,
  fidelity: Fidelity | undefined,
  whole = false,
): Intent {
  const [picture, ...others] = attachments;
  return {
    ...{ kind: 'invert', picture, others: others.length, prompt: prompt.trim(), fidelity },
    whole,
  };
}

/** `/subjects`, `/subjects share Milo` */
function subjectsIntent(said: string): Intent {
  const [, verb = '', rest = ''] = /^(share|unshare|delete)\s+(.+)$/isu.exec(said) ?? [];
  const which = { name: cleanName(rest) };
  switch (verb.toLowerCase()) {
    case 'share':
    case 'unshare':
      return { kind: 'share', which, shared: verb.toLowerCase() === 'share' };
    case 'delete':
      return { kind: 'unlearn', which, confirmed: false };
    default:
      return { kind: 'subjects', said };
  }
}

function talk(scene: Scene, addressed: boolean): Intent {
  return addressed ? { kind: 'talk', focus: focusOf(scene) } : { kind: 'nothing' };
}

function textOf(value: string | number | undefined): string {
  return String(value ?? '').trim();
}
