/** Replies as platform-free blocks. Plain data: adapters render it, tests read it. */
/** `line\`Editing ${strong('cat')}\`` keeps every piece apart. */
export function line(strings, ...values) {
    return strings.flatMap((text, i) => [text, values[i] ?? '']).filter((piece) => piece !== '');
}
export const strong = (text) => ({ strong: text });
export const code = (text) => ({ code: text });
export const command = (text) => ({ command: text });
export function text(...lines) {
    return { kind: 'text', style: 'body', lines: lines.map(asLine) };
}
export function heading(value) {
    return { kind: 'text', style: 'heading', lines: [asLine(value)] };
}
export function note(...lines) {
    return { kind: 'text', style: 'note', lines: lines.map(asLine) };
}
export function list(...lines) {
    return { kind: 'text', style: 'list', lines: lines.map(asLine) };
}
function asLine(value) {
    return typeof value === 'string' ? [value] : value;
}
export function buttons(items) {
    return { kind: 'buttons', buttons: items };
}
export function view(tone, ...blocks) {
    return { tone, blocks: blocks.filter((block) => block !== null) };
}
/** A refusal: a sentence that says what to do next. */
export function problem(...lines) {
    return view('problem', text(...lines));
}
/** The words of a view without marks, for notifications, logs and tests. */
export function plainText({ blocks }) {
    return blocks.flatMap(plainBlock).join('\n');
}
function plainBlock(block) {
    switch (block.kind) {
        case 'text':
            return block.lines.map(plainLine);
        case 'progress':
            return [block.label];
        case 'picture':
            return [block.picture.alt];
        case 'compare':
            return [block.after.alt];
        case 'grid':
            return block.pictures.map((picture) => picture.alt);
        case 'heat-strip':
            return [block.words.map(({ word }) => word).join(' ')];
        case 'buttons':
            return [];
    }
}
export function plainLine(pieces) {
    return pieces
        .map((piece) => {
        if (typeof piece === 'string')
            return piece;
        if ('strong' in piece)
            return piece.strong;
        return 'code' in piece ? piece.code : piece.command;
    })
        .join('');
}
