import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ALL_SCOPES } from '../../../test/doubles/slack/slack-double.ts';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');
const manifest = read('slack-manifest.yaml');
const items = [...manifest.matchAll(/^\s+- ([\w.:]+)$/gm)].map(([, item = '']) => item);

it('the manifest asks for every scope that the bot was seen to need', () => {
  expect(items).toEqual(expect.arrayContaining([...ALL_SCOPES]));
});

it('the manifest subscribes to every event that the bot listens to', () => {
  const source = readFileSync(
    fileURLToPath(new URL('./incoming/events.ts', import.meta.url)),
    'utf8',
  );
  const events = [...source.matchAll(/app\.event\('(\w+)'/g)].map(([, name = '']) => name);
  expect(events.length).toBeGreaterThan(3);
  for (const event of events)
    expect(
      items.some((item) => item === event || item.startsWith(`${event}.`)),
      event,
    ).toBe(true);
});

it('the set-up page explains every scope of the manifest', () => {
  const page = read('slack.md');
  const scopes = items.filter((item) => /:(read|write|history)$/.test(item));
  for (const scope of scopes) expect(page).toContain(`\`${scope}\``);
});
