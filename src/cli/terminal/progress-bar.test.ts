import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ProgressBar } from './progress-bar.ts';

function terminal(isTTY: boolean, columns = 80) {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns });
}

it('overwrites one line that shows the share and the note', () => {
  const stream = terminal(true);
  const bar = new ProgressBar('invert', stream);
  bar.show(0.25, 'optimise');
  bar.show(0.5, 'optimise');
  const [, first = '', second = ''] = String(stream.read()).split('\r\x1b[K');
  expect(first).toMatch(/^invert █{7}░{21} {2}25 % {2}optimise$/);
  expect(second).toContain('50 %');
});

it('never wraps on a narrow terminal', () => {
  const stream = terminal(true, 20);
  new ProgressBar('invert', stream).show(0.5, 'a long note that does not fit');
  expect(String(stream.read()).replace('\r\x1b[K', '').length).toBeLessThan(20);
});

it('wipes its line when done', () => {
  const stream = terminal(true);
  new ProgressBar('invert', stream).clear();
  expect(stream.read()).toBe('\r\x1b[K');
});

it('is silent where there is no terminal', () => {
  const stream = terminal(false);
  const bar = new ProgressBar('invert', stream);
  bar.show(0.5);
  bar.clear();
  expect(stream.read()).toBeNull();
});
