/** Talk that is meant as an edit although nobody named the bot. */
export function looksLikeEdit(text) {
    return (/[\p{L}\p{N}"”'’`»]\s*(?:-+>|=>|→|⇒)\s*["“'`„«\p{L}\p{N}]/u.test(text) ||
        /^\s*[+\-–]\s*["“`„«]/u.test(text) ||
        /^\s*["“`„«][^"”`»]+["”`»]\s*(?:[*×]\s*-?\d|\+\+|--|—)/u.test(text) ||
        /^\s*\p{L}[\p{L}\p{N}-]*\s*(?:[*×]\s*-?\d[\d.,]*|\+\++|--+)\s*$/u.test(text));
}
