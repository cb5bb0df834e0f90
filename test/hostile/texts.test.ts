import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/adapters/discord/login.ts';
import { renderView as renderForDiscord } from '../../src/adapters/discord/outgoing/render.ts';
import { renderView as renderForSlack } from '../../src/adapters/slack/outgoing/render.ts';
import { cleanRequest } from '../../src/bot/request/clean-text.ts';
import type { BotRequest } from '../../src/bot/request/requests.ts';
import { isExpected, sentenceFor } from '../../src/bot/view/sentences.ts';
import { code, heading, line, list, note, strong, text, view } from '../../src/bot/view/views.ts';
import { parseEdit } from '../../src/edit-language/edit-language.ts';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { EDITS, MARKUP } from './texts.ts';

/** Every way in which replies show what people wrote. */
const shown = (written: string) =>
  view(
    'plain',
    heading(written),
    text(line`before ${written} after`, line`${strong(written)}`),
    list(line`${code(written)} and ${written}`),
    note(line`by ${written}`),
    { kind: 'progress', label: written, fraction: null },
    { kind: 'buttons', buttons: [{ id: 'x', label: written, style: 'normal' }] },
  );

/** The texts under a value, by the name of the property that they are the value of. */
function texts(value: unknown, name = ''): [name: string, text: string][] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    texts(inner, Array.isArray(value) ? name : key),
  );
}

describe('on Discord nothing that people write is more than text', () => {
  /** Discord's markdown without code spans, escaped characters, and the marks that are the bot's. */
  const unescaped = (markdown: string): string =>
    markdown
      .replace(/(?<![\\`])(`+)(?!`)(?:(?!\1(?!`)).|(?<=`)`)*?[^`]\1(?!`)/g, '')
      .replace(/\\[\\`*_~|<>#[\]():+.-]/g, '')
      .replace(/^(### |-# |- )/gm, '')
      .replace(/\*\*/g, '');

  it.each(MARKUP)('%s', (written) => {
    const { container } = renderForDiscord(shown(written));
    const markdown = texts(container).filter(([name]) => name === 'content');
    expect(markdown.length).toBeGreaterThan(0);
    for (const [, content] of markdown) {
      expect(unescaped(content)).not.toMatch(/[`*_~|<>[\]()#]|:\/\//);
    }
  });

  it('and nobody is ever notified', () => {
    const client = createClient({ token: 'x' }, { id: '1', seesMessages: false });
    expect(client.options.allowedMentions).toEqual({ parse: [], repliedUser: false });
  });
});

describe('on Slack nothing that people write is more than text', () => {
  it.each(MARKUP)('%s', (written) => {
    const { text: fallback, blocks } = renderForSlack(shown(written), 'thread');
    expect(fallback).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    const types = texts(blocks).filter(([name]) => name === 'type');
    expect(new Set(types.map(([, type]) => type))).toEqual(
      new Set([
        'rich_text',
        'rich_text_section',
        'rich_text_list',
        'text',
        'actions',
        'button',
        'plain_text',
      ]),
    );
  });
});

describe('an edit that makes no sense gets its sentence', () => {
  it.each(EDITS)('%s', (edit, sentence) => {
    const parse = () => parseEdit(edit, 'a cat on a red background');
    expect(parse).toThrow(WordbrushError);
    expect(parse).toThrow(sentence);
  });
});

it.each([
  [
    '/home/ann/secret-project/models/unet/model.onnx failed while it ran (Status 6)',
    'secret-project',
  ],
  ['The model file /srv/wordbrush/models/x/unet/model.onnx is missing.', 'srv'],
  ['The model folder C:\\Users\\ann\\models\\x cannot be read.', 'Users'],
])('tells members of a failure without the folders of the machine: %s', (message, folder) => {
  const told = sentenceFor(new WordbrushError('bad-model', message));
  expect(told).not.toContain(folder);
  expect(told).toMatch(/model\.onnx|\bx\b/);
  expect(isExpected(new WordbrushError('bad-model', message))).toBe(false);
});

it.each([
  'Delete it with /forget thread or /undo; see https://example.org/a/b/c.',
  '“and/or” is not in the prompt. Did you mean “a cat”? 1/2/3',
])('and leaves alone what is no path: %s', (message) => {
  expect(sentenceFor(new WordbrushError('bad-edit', message))).toBe(message);
});

it('hands the bot no name, prompt or edit that hides or turns anything', () => {
  const hidden = 'c\u200ba\u202et\u2069 \u0000\u{e0041}\ufeff';
  const person = { id: 'x', name: hidden, moderator: false };
  const place = { platform: 'discord', workspace: 'w', channel: 'c' } as const;
  const requests: BotRequest[] = [
    {
      kind: 'command',
      name: 'edit',
      options: { edit: hidden, strength: 1 },
      attachments: [],
      place,
      person,
    },
    { kind: 'message', text: hidden, attachments: [], addressed: true, place, person },
    { kind: 'form', id: 'edit:1', values: { edit: hidden }, attachments: [], place, person },
    { kind: 'reaction', message: 'm', emoji: '❄️', added: true, place, person },
  ];
  for (const request of requests) {
    const clean = texts(cleanRequest(request)).map(([, text]) => text);
    expect(clean.join('')).not.toMatch(/[\p{Cf}\p{Cc}]/u);
    expect(cleanRequest(request).person.name).toBe('cat');
  }
  const nameless = cleanRequest({ ...requests[3]!, person: { ...person, name: '\u200b\u202e' } });
  expect(nameless.person.name).toBe('somebody');
});
