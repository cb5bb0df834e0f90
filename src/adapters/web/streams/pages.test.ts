import { expect, it } from 'vitest';
import { soon } from '../../../../test/soon.ts';
import { Pages } from './pages.ts';

it('tells a page what happens where it is, in order, a burst at once', async () => {
  const pages = new Pages();
  const here: string[] = [];
  const elsewhere: string[] = [];
  pages.open('here', (bytes) => here.push(`${bytes}`));
  pages.open('elsewhere', (bytes) => elsewhere.push(`${bytes}`));
  pages.turn('here', 'cat');
  pages.tellThread('cat', { type: 'removed', id: 'first' });
  pages.tellAll({ type: 'thread-removed', id: 'second' });
  pages.turn('here', 'dog'); // what happened before it turned is told all the same
  pages.tellThread('cat', { type: 'removed', id: 'third' });
  await soon(() => expect(here).toHaveLength(1));
  expect(here).toEqual([
    'data: {"type":"removed","id":"first"}\n\ndata: {"type":"thread-removed","id":"second"}\n\n',
  ]);
  expect(elsewhere).toEqual(['data: {"type":"thread-removed","id":"second"}\n\n']);
  pages.close();
});
