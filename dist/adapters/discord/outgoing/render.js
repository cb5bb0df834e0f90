import { createHash } from 'node:crypto';
import { ButtonStyle, ComponentType, } from 'discord.js';
import { gridOf, heatStrip, sideBySide } from '../../../bot/view/pictures.js';
import { escapeMarkdown, markdownOf } from './markdown.js';
const ACCENT = {
    plain: null,
    working: 0x5865f2,
    done: 0x3ba55c,
    problem: 0xed4245,
};
const MAX_TEXT = 4_000;
const MAX_ALT = 1_024;
const MAX_LABEL = 80;
const BUTTONS_IN_A_ROW = 5;
const MAX_ROWS = 5;
const BAR_LENGTH = 16;
export function renderView({ tone, blocks }) {
    const files = new Map();
    const show = (file) => {
        files.set(file.name, file);
        return {
            type: ComponentType.MediaGallery,
            items: [{ media: { url: `attachment://${file.name}` }, description: cut(file.alt, MAX_ALT) }],
        };
    };
    const components = mergeTexts(blocks.flatMap((block) => renderBlock(block, show)));
    return {
        container: { type: ComponentType.Container, accent_color: ACCENT[tone], components },
        files: [...files.values()],
    };
}
function renderBlock(block, show) {
    switch (block.kind) {
        case 'text':
            return [display(markdownOf(block))];
        case 'picture':
            return [show(pictureFile(block.picture))];
        case 'compare': {
            const { before, after } = block;
            const alt = `Before: ${before.alt}. After: ${after.alt}`;
            return [show(drawn('compare', [before, after], alt, () => sideBySide(before, after)))];
        }
        case 'grid': {
            const { pictures, captions = [] } = block;
            const alt = pictures.map((picture, i) => `${i + 1}: ${picture.alt}`).join('. ');
            return [show(drawn('grid', [...pictures, ...captions], alt, () => gridOf(block)))];
        }
        case 'heat-strip': {
            const { words } = block;
            const alt = `What each word looks at: ${words.map(({ word }) => word).join(', ')}`;
            const parts = words.flatMap(({ word, overlay }) => [word, overlay]);
            return [show(drawn('words', parts, alt, () => heatStrip(block)))];
        }
        case 'progress':
            return renderProgress(block, show);
        case 'buttons':
            return rowsOf(block.buttons);
    }
}
function renderProgress({ label, fraction, picture }, show) {
    const done = Math.round(BAR_LENGTH * Math.min(1, Math.max(0, fraction ?? 0)));
    const bar = `${'▰'.repeat(done)}${'▱'.repeat(BAR_LENGTH - done)}`;
    const text = display(`${escapeMarkdown(label)}${fraction === null ? '' : `\n${bar}`}`);
    if (!picture || fraction === null)
        return [text];
    return [text, show(pictureFile(picture))];
}
function rowsOf(buttons) {
    const rows = Math.min(MAX_ROWS, Math.ceil(buttons.length / BUTTONS_IN_A_ROW));
    return Array.from({ length: rows }, (_, row) => ({
        type: ComponentType.ActionRow,
        components: buttons
            .slice(row * BUTTONS_IN_A_ROW, (row + 1) * BUTTONS_IN_A_ROW)
            .map(({ id, label, style }) => ({
            type: ComponentType.Button,
            custom_id: id,
            label: cut(label, MAX_LABEL),
            style: BUTTON_STYLE[style],
        })),
    }));
}
const BUTTON_STYLE = {
    normal: ButtonStyle.Secondary,
    primary: ButtonStyle.Primary,
    danger: ButtonStyle.Danger,
};
function display(content) {
    return { type: ComponentType.TextDisplay, content };
}
/** Paragraphs that follow each other become one component, and all of them one message's text. */
function mergeTexts(components) {
    const merged = [];
    let left = MAX_TEXT;
    for (const component of components) {
        if (component.type !== ComponentType.TextDisplay) {
            merged.push(component);
            continue;
        }
        const last = merged.at(-1);
        const joins = last?.type === ComponentType.TextDisplay;
        const content = cut(component.content, left - (joins ? 1 : 0));
        if (content === '')
            continue;
        left -= content.length + (joins ? 1 : 0);
        if (joins)
            merged[merged.length - 1] = { ...last, content: `${last.content}\n${content}` };
        else
            merged.push({ ...component, content });
    }
    return merged;
}
function pictureFile({ id, name, alt, bytes }) {
    const stem = name.replace(/\.\w+$/, '').replace(/[^\w-]/g, '_');
    return { name: `${stem}-${shortHash(id)}.png`, alt, bytes: async () => bytes };
}
/** A picture made of others is the same one when its parts are. */
function drawn(kind, parts, alt, bytes) {
    const ids = parts.map((part) => (typeof part === 'string' ? part : part.id));
    return { name: `${kind}-${shortHash(JSON.stringify(ids))}.png`, alt, bytes };
}
function shortHash(text) {
    return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
function cut(text, length) {
    return text.length <= length ? text : length < 1 ? '' : `${text.slice(0, length - 1)}…`;
}
