import { createHash } from 'node:crypto';
import { gridOf, heatStrip, sideBySide } from '../../../bot/view/pictures.js';
import { escapeText, plainInline, plainLine, withBangs } from '../text.js';
const MARK = { plain: '', working: '', done: '', problem: '⚠️ ' };
const MAX_TEXT = 3_000;
const MAX_ALT = 1_000;
const MAX_LABEL = 75;
const BUTTONS_IN_A_BLOCK = 25;
const BAR_LENGTH = 16;
/**
 * Text goes into rich text, in which nothing that people typed is a mark, mention or link. Pictures
 * are files of the message; Slack shows them under its blocks.
 */
export function renderView({ tone, blocks }) {
    const files = [];
    const rendered = [];
    const texts = [];
    const room = { left: MAX_TEXT };
    for (const block of blocks) {
        const mark = texts.length === 0 ? MARK[tone] : '';
        if (block.kind === 'text') {
            texts.push(mark + block.lines.map(plainLine).join('\n'));
            rendered.push(richText(block, mark, room));
        }
        else if (block.kind === 'progress') {
            texts.push(block.label);
            rendered.push(progress(block));
        }
        else if (block.kind === 'buttons')
            rendered.push(...rowsOf(block.buttons));
        else
            files.push(fileOf(block));
    }
    const text = escapeText(cut(texts.join('\n'), MAX_TEXT));
    return { text: text === '' ? 'A picture' : text, blocks: rendered, files };
}
function fileOf(block) {
    switch (block.kind) {
        case 'picture': {
            const { id, name, alt, bytes } = block.picture;
            const stem = name.replace(/\.\w+$/, '').replace(/[^\w-]/g, '_');
            return { name: `${stem}-${shortHash(id)}.png`, alt, bytes: async () => bytes };
        }
        case 'compare': {
            const { before, after } = block;
            const alt = `Before: ${before.alt}. After: ${after.alt}`;
            return drawn('compare', [before, after], alt, () => sideBySide(before, after));
        }
        case 'grid': {
            const { pictures, captions = [] } = block;
            const alt = pictures.map((picture, i) => `${i + 1}: ${picture.alt}`).join('. ');
            return drawn('grid', [...pictures, ...captions], alt, () => gridOf(block));
        }
        case 'heat-strip': {
            const { words } = block;
            const alt = `What each word looks at: ${words.map(({ word }) => word).join(', ')}`;
            const parts = words.flatMap(({ word, overlay }) => [word, overlay]);
            return drawn('words', parts, alt, () => heatStrip(block));
        }
    }
}
function richText({ style, lines }, mark, room) {
    const sections = lines.map((line, i) => ({
        type: 'rich_text_section',
        elements: elementsOf(i === 0 ? [mark, ...line] : line, style, room),
    }));
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
function elementsOf(line, style, room) {
    const elements = line.flatMap((piece) => {
        const text = cut(plainInline(piece), room.left);
        room.left -= text.length;
        return text === '' ? [] : [textElement(text, styleOf(piece, style))];
    });
    return elements.length > 0 ? elements : [textElement(' ')];
}
function textElement(text, style) {
    return { type: 'text', text, ...(style && { style }) };
}
function styleOf(piece, style) {
    if (typeof piece !== 'string' && !('strong' in piece))
        return { code: true };
    if (style === 'heading' || typeof piece !== 'string')
        return { bold: true };
    return style === 'note' ? { italic: true } : undefined;
}
function progress({ label, fraction }) {
    const done = Math.round(BAR_LENGTH * Math.min(1, Math.max(0, fraction ?? 0)));
    const bar = `\n${'▰'.repeat(done)}${'▱'.repeat(BAR_LENGTH - done)}`;
    const text = withBangs(label) + (fraction === null ? '' : bar);
    return {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [textElement(text)] }],
    };
}
function rowsOf(buttons) {
    const rows = Math.ceil(buttons.length / BUTTONS_IN_A_BLOCK);
    return Array.from({ length: rows }, (_, row) => ({
        type: 'actions',
        elements: buttons
            .slice(row * BUTTONS_IN_A_BLOCK, (row + 1) * BUTTONS_IN_A_BLOCK)
            .map(({ id, label, style }, i) => ({
            type: 'button',
            action_id: `button-${row}-${i}`,
            value: id,
            text: { type: 'plain_text', text: cut(escapeText(label), MAX_LABEL) },
            ...(style !== 'normal' && { style }),
        })),
    }));
}
/** A picture made of others is the same one when its parts are. */
function drawn(kind, parts, alt, bytes) {
    const ids = parts.map((part) => (typeof part === 'string' ? part : part.id));
    return {
        name: `${kind}-${shortHash(JSON.stringify(ids))}.png`,
        alt: cut(alt, MAX_ALT),
        bytes,
    };
}
function shortHash(text) {
    return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
function cut(text, length) {
    return text.length <= length ? text : length < 1 ? '' : `${text.slice(0, length - 1)}…`;
}
