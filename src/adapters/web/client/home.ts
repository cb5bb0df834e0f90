import type { WireExample } from '../wire.ts';
import { button, h, ICONS, icon } from './dom.ts';

/** What the page shows before a thread is open: what this is, and pictures to start from. */
export function home(
  examples: readonly WireExample[],
  actions: { readonly start: (example: WireExample) => void; readonly choose: () => void },
): HTMLElement {
  return h(
    'section',
    { class: 'home' },
    h(
      'h2',
      { class: 'claim' },
      'Change the ',
      h('em', {}, 'words'),
      '.',
      h('br'),
      'The picture follows.',
    ),
    h(
      'p',
      { class: 'lead' },
      'Post a picture, and a sentence that describes it if you like. From then on its words are handles: swap one, add some, weigh them. What you do not mention stays as it is.',
    ),
    button(
      'drop',
      actions.choose,
      icon(ICONS.upload),
      h('span', {}, h('strong', {}, 'Drop a picture'), ', paste one, or choose a file'),
    ),
    examples.length === 0 ? null : h('h3', {}, 'Or start from one of these'),
    h(
      'div',
      { class: 'gallery' },
      ...examples.map((example) =>
        button(
          'example',
          () => actions.start(example),
          h('img', { src: example.url, alt: '', loading: 'lazy' }),
          h('span', {}, example.prompt),
        ),
      ),
    ),
  );
}
