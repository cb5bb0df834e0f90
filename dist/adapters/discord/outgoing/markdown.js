/** A block of text in Discord's markdown. */
export function markdownOf({ style, lines }) {
    return lines.map((line) => `${PREFIX[style]}${lineToMarkdown(line)}`).join('\n');
}
const PREFIX = {
    heading: '### ',
    body: '',
    note: '-# ',
    list: '- ',
};
function lineToMarkdown(line) {
    return line
        .map(inlineToMarkdown)
        .join('')
        .replace(/\s*\n\s*/g, ' ')
        .replace(/^(\s*)([-+]|\d+\.)(?=\s)/, '$1\\$2');
}
function inlineToMarkdown(piece) {
    if (typeof piece === 'string')
        return escapeMarkdown(piece);
    if ('strong' in piece)
        return wrap('**', escapeMarkdown(piece.strong));
    return codeSpan('code' in piece ? piece.code : piece.command);
}
/** What people typed stays as they typed it: no marks, mentions, custom emoji or links. */
export function escapeMarkdown(text) {
    return text.replace(/[\\`*_~|<>#[\]()]|:(?=\/\/)/g, '\\$&');
}
/** Nothing can be escaped inside a code span, so its fence is longer than any inside. */
function codeSpan(text) {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    if (longest === 0)
        return wrap('`', text);
    return longest === 1 ? `\`\` ${text} \`\`` : wrap('`', text.replaceAll('`', 'ˋ'));
}
function wrap(mark, text) {
    return text.trim() === '' ? text : `${mark}${text}${mark}`;
}
