import {
  type APIComponentInContainer,
  type APIContainerComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Block, Button, ProgressBlock, Tone, View } from '../../../bot/view/views.ts';
import { cut } from '../../cut.ts';
import { isPictures, type ShownFile, shownFile } from '../../shown-files.ts';
import { LIMITS } from '../limits.ts';
import { escapeMarkdown, markdownOf } from './markdown.ts';

const MAX = LIMITS.message;

/** A view as one Discord message of components, and the files that it shows. */
export interface RenderedMessage {
  readonly container: APIContainerComponent;
  readonly files: readonly ShownFile[];
}

const ACCENT: Readonly<Record<Tone, number | null>> = {
  plain: null,
  working: 0x5865f2,
  done: 0x3ba55c,
  problem: 0xed4245,
};
const BAR_LENGTH = 16;

export function renderView({ tone, blocks }: View): RenderedMessage {
  const files = new Map<string, ShownFile>();
  const show = (file: ShownFile): APIComponentInContainer[] => {
    if (!files.has(file.name) && files.size === MAX.files) return [];
    files.set(file.name, file);
    const media = { url: `attachment://${file.name}` };
    return [{ type: ComponentType.MediaGallery, items: [{ media, description: file.alt }] }];
  };
  const components = fitting(blocks.flatMap((block) => renderBlock(block, show)));
  return {
    container: { type: ComponentType.Container, accent_color: ACCENT[tone], components },
    files: [...files.values()],
  };
}

type Show = (file: ShownFile) => APIComponentInContainer[];

function renderBlock(block: Block, show: Show): APIComponentInContainer[] {
  if (isPictures(block)) return show(shownFile(block, MAX.alt));
  switch (block.kind) {
    case 'text':
      return [display(markdownOf(block))];
    case 'progress':
      return renderProgress(block, show);
    case 'buttons':
      return [...rowsOf(block.buttons), ...menuOf('More…', 'menu:more', block.more ?? [])];
    case 'handles':
      return menuOf(
        block.label,
        'menu:words',
        block.handles.map(({ id, word }) => ({ id, label: word })),
      );
  }
}

/** A menu has a row of its own; its entries say what they do, its own id tells menus apart. */
function menuOf(
  label: string,
  custom_id: string,
  entries: readonly Pick<Button, 'id' | 'label'>[],
): APIComponentInContainer[] {
  if (entries.length === 0) return [];
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id,
          placeholder: cut(label, MAX.menuLabel),
          options: entries
            .slice(0, MAX.menuEntries)
            .map((entry) => ({ value: entry.id, label: cut(entry.label, MAX.entryLabel) })),
        },
      ],
    },
  ];
}

function renderProgress({ label, fraction, picture }: ProgressBlock, show: Show) {
  const done = Math.round(BAR_LENGTH * Math.min(1, Math.max(0, fraction ?? 0)));
  const bar = `${'▰'.repeat(done)}${'▱'.repeat(BAR_LENGTH - done)}`;
  const text = display(`${escapeMarkdown(label)}${fraction === null ? '' : `\n${bar}`}`);
  if (!picture || fraction === null) return [text];
  return [text, ...show(shownFile({ kind: 'picture', picture }, MAX.alt))];
}

function rowsOf(buttons: readonly Button[]): APIComponentInContainer[] {
  const rows = Math.ceil(buttons.length / MAX.buttonsInARow);
  return Array.from({ length: rows }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons
      .slice(row * MAX.buttonsInARow, (row + 1) * MAX.buttonsInARow)
      .map(({ id, label, style }) => ({
        type: ComponentType.Button,
        custom_id: id,
        label: cut(label, MAX.buttonLabel),
        style: BUTTON_STYLE[style],
      })),
  }));
}

const BUTTON_STYLE = {
  normal: ButtonStyle.Secondary,
  primary: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
} as const satisfies Record<Button['style'], ButtonStyle>;

function display(content: string): APIComponentInContainer {
  return { type: ComponentType.TextDisplay, content };
}

/** As many as one message bears: what people press goes before what they read or look at. */
function fitting(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const rows = components.filter(isRow).slice(0, MAX.rows);
  let left = MAX.components - 1 - rows.reduce((sum, row) => sum + sizeOf(row), 0);
  return mergeTexts(components).filter((component) => {
    if (isRow(component)) return rows.includes(component);
    left -= sizeOf(component);
    return left >= 0;
  });
}

function isRow({ type }: APIComponentInContainer): boolean {
  return type === ComponentType.ActionRow;
}

function sizeOf(component: APIComponentInContainer): number {
  return 1 + ('components' in component ? component.components.length : 0);
}

/** Paragraphs that follow each other become one component, and all of them one message's text. */
function mergeTexts(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const merged: APIComponentInContainer[] = [];
  let left: number = MAX.text;
  for (const component of components) {
    if (component.type !== ComponentType.TextDisplay) {
      merged.push(component);
      continue;
    }
    const last = merged.at(-1);
    const joins = last?.type === ComponentType.TextDisplay;
    const content = cut(component.content, left - (joins ? 1 : 0));
    if (content === '') continue;
    left -= content.length + (joins ? 1 : 0);
    if (joins) merged[merged.length - 1] = { ...last, content: `${last.content}\n${content}` };
    else merged.push({ ...component, content });
  }
  return merged;
}
