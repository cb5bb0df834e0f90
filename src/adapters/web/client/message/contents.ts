import type { WireMessage, WirePicture } from '../../wire.ts';

/** The picture that a message is about. */
export function pictureIn({ view }: WireMessage): WirePicture | undefined {
  const [shown] = (view?.blocks ?? []).flatMap((block) => {
    if (block.kind === 'compare') return [block.after];
    if (block.kind === 'grid') return block.pictures.slice(0, 1);
    return block.kind === 'picture' ? [block.picture] : [];
  });
  return shown;
}

/** Its first line, as others name it. */
export function firstLineOf({ view, text }: WireMessage): string {
  for (const block of view?.blocks ?? [])
    if (block.kind === 'text')
      return (block.lines[0] ?? [])
        .map((piece) => (typeof piece === 'string' ? piece : Object.values(piece).join('')))
        .join('');
  return text ?? '';
}
