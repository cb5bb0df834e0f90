import { h, popUp } from './dom.ts';

/** With what each is called. */
const OFFERED: readonly (readonly [emoji: string, name: string])[] = (
  '➕ more,➖ less,↩️ undo,🗑️ delete,❄️ snow,🌧️ rain,👑 crown,🎩 hat,🧣 scarf,👓 glasses,🐱 cat,🦁 lion,🐯 tiger,' +
  '🐶 dog,🦊 fox,🐻 bear,🐼 panda,🐰 rabbit,🐴 horse,🦓 zebra,🍎 apple,🍐 pear,🍊 orange,🍓 strawberry,🎂 cake,' +
  '⚽ ball,🌳 tree,🚗 car,🔴 red,🔵 blue,🟢 green,🟡 yellow'
)
  .split(',')
  .map((pair) => {
    const [emoji = '', name = ''] = pair.split(' ');
    return [emoji, name];
  });

/**
 * A small popover of emoji that say something here; any other can be typed. The focus goes to the
 * first, and back when the popover closes.
 */
export function pickEmoji(near: HTMLElement, picked: (emoji: string) => void): void {
  const done = (emoji: string): void => {
    popover.hidePopover();
    if (emoji !== '') picked(emoji);
  };
  const other = h('input', {
    type: 'text',
    maxlength: '12',
    placeholder: 'another…',
    'aria-label': 'Another emoji',
  });
  other.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    // The key would go on to press the button that has the focus by then.
    event.preventDefault();
    done(other.value.trim());
  });
  const popover = h(
    'div',
    { class: 'emoji-picker', popover: 'auto', role: 'dialog', 'aria-label': 'Pick a reaction' },
    ...OFFERED.map(([emoji, name], i) =>
      h(
        'button',
        {
          type: 'button',
          autofocus: i === 0,
          'aria-label': name,
          title: name,
          click: () => done(emoji),
        },
        emoji,
      ),
    ),
    other,
  );
  popUp(popover, near);
}
