import { h } from './dom.ts';

const OFFERED =
  '➕ ➖ ↩️ 🗑️ ❄️ 🌧️ 👑 🎩 🧣 👓 🐱 🦁 🐯 🐶 🦊 🐻 🐼 🐰 🐴 🦓 🍎 🍐 🍊 🍓 🎂 ⚽ 🌳 🚗 🔴 🔵 🟢 🟡'.split(
    ' ',
  );

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
    ...OFFERED.map((emoji, i) =>
      h('button', { type: 'button', autofocus: i === 0, click: () => done(emoji) }, emoji),
    ),
    other,
  );
  popover.addEventListener('toggle', () => {
    if (!popover.matches(':popover-open')) popover.remove();
  });
  document.body.append(popover);
  popover.showPopover();
  const { left, top } = near.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popover.style.top = `${Math.max(8, top - height - 8)}px`;
}
