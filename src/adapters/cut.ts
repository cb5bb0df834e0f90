/** The beginning of a text, so long that it fits; no character is cut in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length < 1) return '';
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
