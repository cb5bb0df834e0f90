/** Words of a prompt, and phrases found in it without regard to case and punctuation. */
const EDGE_PUNCTUATION = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
function keyOf(text) {
    const bare = text.normalize('NFKC').toLowerCase().replace(EDGE_PUNCTUATION, '');
    return bare || text;
}
/** Splits a prompt at white space. */
export function wordsOf(prompt) {
    return prompt
        .split(/\s+/u)
        .filter((text) => text !== '')
        .map((text) => ({ text, key: keyOf(text) }));
}
/** The first place where the words of `phrase` stand one after another in `prompt`, or null. */
export function findPhrase(prompt, phrase) {
    const haystack = wordsOf(prompt);
    const needle = wordsOf(phrase);
    if (needle.length === 0)
        return null;
    for (let start = 0; start + needle.length <= haystack.length; start++)
        if (needle.every((word, i) => haystack[start + i]?.key === word.key))
            return { start, end: start + needle.length };
    return null;
}
/**
 * The prompt with the words of a span replaced. The punctuation that followed the old phrase
 * follows the new one, and an article before it agrees: "a cat," → "an owl,".
 */
export function replaceSpan(prompt, span, replacement) {
    const words = wordsOf(prompt);
    const before = words.slice(0, span.start).map((word) => word.text);
    const after = words.slice(span.end).map((word) => word.text);
    const fresh = wordsOf(replacement).map((word) => word.text);
    const trailing = /[^\p{L}\p{N}'"]+$/u.exec(words[span.end - 1]?.text ?? '')?.[0] ?? '';
    const last = fresh.length > 0 ? fresh : before;
    const end = last.at(-1);
    if (end !== undefined && trailing !== '' && !/[^\p{L}\p{N}]$/u.test(end))
        last[last.length - 1] = end + trailing;
    const next = fresh[0] ?? after[0];
    const article = before.at(-1);
    if (article !== undefined && next !== undefined)
        before[before.length - 1] = agreeingArticle(article, next);
    return [...before, ...fresh, ...after].join(' ');
}
function agreeingArticle(article, next) {
    if (!/^an?$/i.test(article))
        return article;
    const bare = /^[aeiou]/i.test(next) ? 'an' : 'a';
    return article.startsWith('A') ? bare.replace('a', 'A') : bare;
}
/** Words or phrases of the prompt that look most like `phrase`, best first, at most three. */
export function nearestPhrases(prompt, phrase) {
    const words = wordsOf(prompt);
    const wanted = wordsOf(phrase).map((word) => word.key);
    const target = wanted.join(' ');
    const length = Math.max(1, Math.min(wanted.length, words.length));
    const candidates = new Map();
    for (let start = 0; start + length <= words.length; start++) {
        const candidate = words
            .slice(start, start + length)
            .map((word) => word.key)
            .join(' ');
        candidates.set(candidate, editDistance(candidate, target) / Math.max(target.length, 1));
    }
    return [...candidates]
        .filter(([, distance]) => distance <= 0.5)
        .sort(([, a], [, b]) => a - b)
        .slice(0, 3)
        .map(([candidate]) => candidate);
}
/** Edits between two texts: insertions, deletions, substitutions, swapped neighbours. */
function editDistance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        const above = rows[i - 1];
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1];
            const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
            row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1), swapped ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY));
        }
        rows.push(row);
    }
    return rows[a.length][b.length];
}
export const FUNCTION_WORDS = new Set('a an the and or of on in at to with by from for is are its it this that over under'.split(' '));
/** The words of a prompt that say something, in lower case. */
export function contentWords(prompt) {
    return wordsOf(prompt)
        .map(({ key }) => key)
        .filter((key) => !FUNCTION_WORDS.has(key));
}
