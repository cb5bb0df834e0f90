import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { createLog } from '../../src/log.ts';
import { Conversation } from '../conversation/conversation.ts';
import { CHROMIUM, openBrowser } from './web-world.ts';

const TOKEN = 'a long and random token';

let talk: Conversation;
let adapter: WebAdapter;
beforeAll(async () => {
  talk = new Conversation();
  adapter = new WebAdapter({
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20, token: TOKEN },
    ...{ stores: talk.stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
  });
  talk.bot.connect(adapter);
  await adapter.start(talk.bot);
});
afterAll(async () => {
  await adapter.stop();
  await talk.close();
});

// A real browser decides what it says of where a form comes from.
it.skipIf(!existsSync(CHROMIUM))('signs in and out by a browser', { timeout: 60_000 }, async () => {
  await using browser = await openBrowser();
  const context = await browser.newContext();
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.goto(adapter.address);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('That is not the token.').waitFor();
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.home').waitFor();
  await other.goto(adapter.address);
  await other.locator('.home').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const left of [page, other]) await left.getByLabel('Token').waitFor();
  await page.goto(adapter.address);
  expect(page.url()).toContain('/login');
});
