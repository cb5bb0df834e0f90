import { METHOD_GROUPS, METHOD_LABELS } from '../../edit-language/edit-methods.ts';
import { takeOf, variationLabel } from '../plan/variations.ts';
import type { Result } from '../thread/thread.ts';
import { type GridGroup, note, type TextBlock } from './views.ts';

/** What one of several pictures is: a method, or a variation. */
export function pictureName({ options, drawn = [] }: Result, i: number): string {
  const how = drawn[i];
  return options.using === 'all' && how
    ? METHOD_LABELS[how.method]
    : variationLabel(takeOf(drawn, i), options);
}

/** Methods side by side, by their kinds; the worker has put those of a kind together. */
export function groupsOf({ options, drawn = [] }: Result): { groups?: GridGroup[] } {
  if (options.using !== 'all') return {};
  const counts = new Map<string, number>();
  for (const { method } of drawn)
    counts.set(METHOD_GROUPS[method], (counts.get(METHOD_GROUPS[method]) ?? 0) + 1);
  return { groups: [...counts].map(([title, count]) => ({ title, count })) };
}

/** How well one of several fits its words, and what a method took that is compared with others. */
export function costs({ options, drawn = [] }: Result, i: number): string {
  const how = drawn[i];
  if (!how) return '';
  const { fit, likeness } = how;
  const share = fit?.share ?? null;
  const fits = share === null ? '' : ` · fits ${Math.round(100 * share)} %`;
  if (options.using !== 'all') return fits.replace(' · ', '\n');
  return `${fits}${seconds(how.seconds)}`
    .replace(' · ', '\n')
    .concat(`\n${decibels(likeness)} to the original`);
}

/** What the shares under the pictures say. */
export function fitNote({ drawn = [] }: Result): TextBlock | null {
  const isMeasured = drawn.some(({ fit }) => (fit?.share ?? null) !== null);
  return isMeasured
    ? note(
        'Best first: 100 % fits the new words as well as your picture fits its own, 0 % is as if nothing had changed.',
      )
    : null;
}

export function seconds(value: number | undefined): string {
  return value === undefined ? '' : ` · ${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}

export function decibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(1)} dB` : 'exact';
}
