import type { FrameChoice } from '../api.ts';
import { h } from '../dom.ts';

/** A crop that leaves less than this of a picture is asked about. */
const WORTH_ASKING = 0.8;

/**
 * Of a long picture: how much of it is taken, with the frame on the picture. Null for one that is near
 * enough to a square.
 */
export function frameChoice(
  { src, naturalWidth: width, naturalHeight: height }: HTMLImageElement,
  chosen: FrameChoice,
  choose: (frame: FrameChoice) => void,
): HTMLElement | null {
  const share = Math.min(width / height, height / width);
  if (!(share < WORTH_ASKING)) return null;
  const side = `${50 * (1 - share)}%`;
  const cuts = ['start', 'end'].map((end) => {
    const cut = h('span', { class: `cut ${width > height ? 'wide' : 'tall'} ${end}` });
    cut.style.setProperty('--cut', side);
    return cut;
  });
  const choice = h(
    'fieldset',
    { class: `framing ${chosen}` },
    h('legend', {}, 'This picture is long. Take'),
    h('div', { class: 'framed', 'aria-hidden': 'true' }, h('img', { src, alt: '' }), ...cuts),
    h(
      'div',
      {},
      option('square', `its middle square, ${Math.round(100 * share)} % of it`),
      option('whole', 'the whole picture'),
    ),
  );
  function option(frame: FrameChoice, label: string): HTMLElement {
    const take = (): void => {
      choice.className = `framing ${frame}`;
      choose(frame);
    };
    const input = h('input', { type: 'radio', name: 'frame', value: frame, change: take });
    input.checked = frame === chosen;
    return h('label', {}, input, label);
  }
  return choice;
}
