import { type Block, line, note, type View } from '../bot/view/views.ts';
import { isPictures, shownFile } from './shown-files.ts';

/** A file that was about to be sent. */
export interface TriedFile {
  readonly name: string;
  readonly bytes: number;
}

export interface SendingRules {
  /** Bytes of one file that the platform takes everywhere. */
  readonly fileBytes: number;
  readonly isTooLarge: (error: unknown) => boolean;
}

/**
 * Sends a view. A platform refuses all files when one of them is too large for it, so then the
 * view is sent without those above the limit (or without the largest one), and says that they are missing.
 */
export async function sendWhatFits<Sent>(
  view: View,
  { fileBytes, isTooLarge }: SendingRules,
  send: (view: View, trying: (files: readonly TriedFile[]) => void) => Promise<Sent>,
): Promise<Sent> {
  const leftOut = new Map<string, number>();
  for (;;) {
    let tried: readonly TriedFile[] = [];
    try {
      return await send(without(view, leftOut), (files) => {
        tried = files;
      });
    } catch (error) {
      if (!isTooLarge(error) || tried.length === 0) throw error;
      const largest = Math.max(...tried.map(({ bytes }) => bytes));
      for (const { name, bytes } of tried)
        if (bytes > fileBytes || (largest <= fileBytes && bytes === largest))
          leftOut.set(name, bytes);
    }
  }
}

/** A view with a sentence in place of each picture that is left out. */
function without(view: View, leftOut: ReadonlyMap<string, number>): View {
  if (leftOut.size === 0) return view;
  return {
    ...view,
    blocks: view.blocks.map((block): Block => {
      if (block.kind === 'progress' && block.picture) {
        const { picture, ...progress } = block;
        const { name } = shownFile({ kind: 'picture', picture });
        return leftOut.has(name) ? progress : block;
      }
      const bytes = isPictures(block) ? leftOut.get(shownFile(block).name) : undefined;
      return bytes === undefined ? block : missing(bytes);
    }),
  };
}

function missing(bytes: number) {
  const mebibytes = (bytes / 2 ** 20).toPrecision(2);
  return note(line`A picture is missing here: at ${mebibytes} MiB it is too large to post.`);
}
