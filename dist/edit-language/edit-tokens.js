import { WordbrushError } from '../pipeline/errors.js';
const CLOSING_QUOTE = {
    '"': '"“”',
    '“': '”“"',
    '„': '“”"',
    '”': '”"',
    '«': '»',
    "'": "'’",
    '‘': "’‘'",
    '’': "’'",
    '`': '`',
};
/**
 * Undoes what chat clients do to typed text: HTML escapes (Slack), smart dashes, invisible
 * characters, non-breaking spaces.
 */
export function normaliseChatText(text) {
    return text
        .replace(/&gt;/g, '>')
        .replace(/&lt;/g, '<')
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, '&')
        .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
        .replace(/[\u00a0\u202f\s]+/g, ' ')
        .trim();
}
// Longest first: `-->` is an arrow before it is two signs. Clients turn `--` into a dash.
const SIGNS = [
    [/^(?:[-–—=]+>|[→⇒➔➜➡]\ufe0f?)/u, () => ({ kind: 'arrow' })],
    [/^;/u, () => ({ kind: 'semicolon' })],
    [/^\+{2,}/u, (match) => ({ kind: 'signs', count: match.length })],
    [/^(?:-{2,}|[–—]+)/u, (match) => ({ kind: 'signs', count: -signLength(match) })],
    [/^[*×](?=\s*[-+]?[\d.])/u, () => ({ kind: 'times' })],
    [/^\+/u, () => ({ kind: 'plus' })],
    [/^-(?!\d|\.\d)/u, () => ({ kind: 'minus' })],
];
function signLength(dashes) {
    return [...dashes].reduce((sum, dash) => sum + (dash === '-' ? 1 : 2), 0);
}
/** Splits an edit into tokens. Throws `bad-edit` for a quotation mark that is never closed. */
export function tokenizeEdit(input) {
    const tokens = [];
    let rest = normaliseChatText(input);
    while (rest !== '') {
        const closing = CLOSING_QUOTE[rest[0]];
        if (closing !== undefined) {
            const end = closingIndex(rest, closing);
            if (end < 0)
                throw new WordbrushError('bad-edit', `The quotation mark before ${clip(rest.slice(1))} is never closed; close it, or leave the quotes out.`);
            tokens.push({ kind: 'quoted', text: rest.slice(1, end).trim() });
            rest = rest.slice(end + 1).trimStart();
            continue;
        }
        const sign = SIGNS.map(([pattern, make]) => ({ match: pattern.exec(rest)?.[0], make })).find(({ match }) => match !== undefined);
        if (sign?.match !== undefined) {
            tokens.push(sign.make(sign.match));
            rest = rest.slice(sign.match.length).trimStart();
            continue;
        }
        const word = bareWord(rest);
        tokens.push({ kind: 'word', text: word });
        rest = rest.slice(word.length).trimStart();
    }
    return tokens;
}
/** A closing apostrophe ends its word, so that 'the cat's hat' stays whole. */
function closingIndex(text, closing) {
    for (let i = 1; i < text.length; i++) {
        if (!closing.includes(text[i]))
            continue;
        const apostrophe = text[i] === "'" || text[i] === '’';
        if (!apostrophe || !/[\p{L}\p{N}]/u.test(text[i + 1] ?? ''))
            return i;
    }
    return -1;
}
/** Up to white space or a sign; a hyphen or apostrophe inside a word belongs to it. */
function bareWord(text) {
    const match = /^-?[^\s;*×"“”„«»`→⇒➔➜➡]+/u.exec(text)?.[0] ?? text[0];
    const sign = match.search(/\+{2,}|[-–—=]+>|-{2,}|[–—]/u);
    return sign > 0 ? match.slice(0, sign) : match;
}
export function clip(text) {
    return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}
