import type { types } from '@slack/bolt';
import type {
  Button,
  ButtonsBlock,
  HandlesBlock,
  Inline,
  Line,
  ProgressBlock,
  TextBlock,
  Tone,
  View,
} from '../../../bot/view/views.ts';
import { cut } from '../../cut.ts';
import { type ShownFile, shownFile } from '../../shown-files.ts';
import { LIMITS } from '../limits.ts';
import { escapeText, fallbackLine, plainInline, type Standing, withCommands } from '../text.ts';

/** A view as one Slack message: text for notifications, blocks for people, and its files. */
export interface RenderedMessage {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
  readonly files: readonly ShownFile[];
}

const MAX = LIMITS.message;
const MARK: Readonly<Record<Tone, string>> = { plain: '', working: '', done: '', problem: '⚠️ ' };
const BAR_LENGTH = 16;

/**
 * Text goes into rich text, in which nothing that people typed is a mark, mention or link. Pictures
 * are files of the message; Slack shows them under its blocks.
 */
export function renderView(view: View, standing: Standing): RenderedMessage {
  return view.tone === 'working' ? progressLine(view, standing) : wholeMessage(view, standing);
}

/** Work that goes on is one line: its message goes when the one with the picture is there. */
function progressLine({ blocks }: View, standing: Standing): RenderedMessage {
  const parts = blocks.flatMap((block) => {
    if (block.kind === 'text') return block.lines.map((line) => fallbackLine(line, standing));
    return block.kind === 'progress' ? [block.label] : [];
  });
  const [button] = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const text = escapedWithin(parts.join(' · '), MAX.text);
  const section: types.SectionBlock = {
    type: 'section',
    text: { type: 'plain_text', text, emoji: false },
    ...(button && { accessory: buttonOf(button, 0) }),
  };
  return { text, blocks: [section], files: [] };
}

function wholeMessage({ tone, blocks }: View, standing: Standing): RenderedMessage {
  const files: ShownFile[] = [];
  const rendered: types.KnownBlock[] = [];
  const texts: string[] = [];
  const room: Room = { left: MAX.text, standing };
  for (const block of blocks) {
    const mark = texts.length === 0 ? MARK[tone] : '';
    if (block.kind === 'text') {
      texts.push(mark + block.lines.map((line) => fallbackLine(line, standing)).join('\n'));
      rendered.push(richText(block, mark, room));
    } else if (block.kind === 'progress') {
      texts.push(block.label);
      rendered.push(progress(block, standing));
    } else if (block.kind === 'buttons') rendered.push(...rowsOf(block));
    else if (block.kind === 'handles') rendered.push(handlesOf(block));
    else if (files.length < MAX.files) files.push(shownFile(block, MAX.alt));
  }
  const text = escapedWithin(texts.join('\n'), MAX.text);
  return { text: text === '' ? 'A picture' : text, blocks: fitting(rendered), files };
}

/** As many as one message bears: what people press goes before what they read. */
function fitting(blocks: readonly types.KnownBlock[]): types.KnownBlock[] {
  const rows = blocks.filter(({ type }) => type === 'actions').length;
  let left = MAX.blocks - rows;
  return blocks.filter(({ type }) => type === 'actions' || left-- > 0);
}

/** A text with Slack's three characters escaped, so long that it fits. */
function escapedWithin(text: string, length: number): string {
  let kept = cut(text, length);
  while (escapeText(kept).length > length) kept = cut(kept, Math.floor(kept.length * 0.9));
  return escapeText(kept);
}

/** How many characters more the message takes, and where it stands. */
interface Room {
  left: number;
  readonly standing: Standing;
}

function richText({ style, lines }: TextBlock, mark: string, room: Room): types.RichTextBlock {
  const sections = lines.flatMap((line, i): types.RichTextSection[] => {
    if (i > 0 && room.left <= 0) return [];
    const elements = elementsOf(i === 0 ? [mark, ...line] : line, style, room);
    return [{ type: 'rich_text_section', elements }];
  });
  if (style === 'list')
    return {
      type: 'rich_text',
      elements: [{ type: 'rich_text_list', style: 'bullet', elements: sections }],
    };
  const [first, ...rest] = sections;
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          ...(first?.elements ?? []),
          ...rest.flatMap(({ elements }) => [textElement('\n'), ...elements]),
        ],
      },
    ],
  };
}

function elementsOf(line: Line, style: TextBlock['style'], room: Room): types.RichTextElement[] {
  const elements = line.flatMap((piece) => {
    const text = cut(plainInline(piece, room.standing), room.left);
    room.left -= text.length;
    return text === '' ? [] : [textElement(text, styleOf(piece, style))];
  });
  return elements.length > 0 ? elements : [textElement(' ')];
}

function textElement(text: string, style?: types.RichTextText['style']): types.RichTextText {
  return { type: 'text', text, ...(style && { style }) };
}

function styleOf(piece: Inline, style: TextBlock['style']): types.RichTextText['style'] {
  if (typeof piece !== 'string' && !('strong' in piece)) return { code: true };
  if (style === 'heading' || typeof piece !== 'string') return { bold: true };
  return style === 'note' ? { italic: true } : undefined;
}

function progress({ label, fraction }: ProgressBlock, standing: Standing): types.RichTextBlock {
  const done = Math.round(BAR_LENGTH * Math.min(1, Math.max(0, fraction ?? 0)));
  const bar = `\n${'▰'.repeat(done)}${'▱'.repeat(BAR_LENGTH - done)}`;
  const text = withCommands(label, standing) + (fraction === null ? '' : bar);
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [textElement(text)] }],
  };
}

function rowsOf({ buttons, more = [] }: ButtonsBlock): types.ActionsBlock[] {
  const elements = [
    ...buttons.map(buttonOf),
    ...(more.length > 0 ? [menuOf('More…', 'more', more)] : []),
  ];
  const rows = Math.ceil(elements.length / MAX.buttonsInABlock);
  return Array.from({ length: rows }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * MAX.buttonsInABlock, (row + 1) * MAX.buttonsInABlock),
  }));
}

function buttonOf({ id, label, style }: Button, i: number): types.Button {
  return {
    type: 'button',
    action_id: `button-${i}`,
    value: id,
    text: plainText(label, MAX.buttonLabel),
    ...(style !== 'normal' && { style }),
  };
}

function handlesOf({ label, handles }: HandlesBlock): types.ActionsBlock {
  const entries = handles.map(({ id, word }) => ({ id, label: word }));
  return { type: 'actions', elements: [selectOf(label, 'words', entries)] };
}

/** The three dots where they have room for all, else a list. */
function menuOf(label: string, action_id: string, entries: readonly Entry[]) {
  return entries.length > MAX.overflowEntries
    ? selectOf(label, action_id, entries)
    : ({ type: 'overflow', action_id, options: entries.map(optionOf) } as const);
}

function selectOf(label: string, action_id: string, entries: readonly Entry[]): types.StaticSelect {
  return {
    type: 'static_select',
    action_id,
    placeholder: plainText(label, MAX.menuLabel),
    options: entries.slice(0, MAX.menuEntries).map(optionOf),
  };
}

type Entry = Pick<Button, 'id' | 'label'>;

function optionOf({ id, label }: Entry): types.PlainTextOption {
  return { value: id, text: plainText(label, MAX.entryLabel) };
}

function plainText(text: string, length: number): types.PlainTextElement {
  return { type: 'plain_text', text: escapedWithin(text, length) };
}
