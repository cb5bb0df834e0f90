import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { createLog } from '../../src/log.ts';
import { BUNDLED_MODEL } from '../../src/pipeline/model/registry.ts';
import { Conversation } from '../conversation/conversation.ts';
import { CHROMIUM, openBrowser } from './web-world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TOKEN = 'a long and random token';
const WIDTHS = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
const SCHEMES = ['light', 'dark'] as const;

describe.skipIf(!existsSync(CHROMIUM))('the web chat by axe', { timeout: 120_000 }, () => {
  let talk: Conversation;
  let adapter: WebAdapter;
  let browser: Browser;
  let page: Page;
  let release: (() => void) | null = null;

  beforeAll(async () => {
    talk = new Conversation('web');
    adapter = new WebAdapter({
      ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20, token: TOKEN },
      ...{ stores: talk.stores, log: createLog('silent') },
      gallery: await Gallery.open(BUNDLED_MODEL),
    });
    talk.bot.connect(adapter);
    await adapter.start(talk.bot);
    browser = await openBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(adapter.address);
  }, 60_000);
  afterAll(async () => {
    release?.();
    await browser?.close();
    await adapter?.stop();
    await talk?.close();
  });

  const text = () => page.getByRole('textbox', { name: 'Message' });
  const say = async (words: string): Promise<void> => {
    await text().fill(words);
    await text().press('Enter');
  };
  const last = () => page.locator('.message.bot').last();

  /** What axe has to say, in both themes and at both widths. */
  async function violations(widths: readonly (keyof typeof WIDTHS)[] = ['desk', 'phone']) {
    const found = new Set<string>();
    for (const width of widths)
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize(WIDTHS[width]);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(AXE);
        const run = () => page.evaluate<AxeResults>('axe.run()');
        let results = await run();
        // A page whose colours are still changing is looked at again.
        for (let i = 0; i < 5 && results.violations.length > 0; i++) {
          await page.waitForTimeout(300);
          results = await run();
        }
        for (const { id, nodes } of results.violations)
          for (const { html, failureSummary } of nodes)
            found.add(`${id} (${width}, ${colorScheme}): ${html}\n${failureSummary}`);
      }
    return [...found];
  }

  it('has nothing to say of the page to sign in', async () => {
    expect.soft(await violations()).toEqual([]);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect.soft(await violations()).toEqual([]);
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.home').waitFor();
  });

  it('has nothing to say of the start', async () => {
    expect.soft(await violations()).toEqual([]);
  });

  it('has nothing to say of suggestions, help, and a private answer', async () => {
    await text().fill('/');
    await page.getByRole('option').first().waitFor();
    await text().press('ArrowDown');
    expect.soft(await violations()).toEqual([]);
    await say('/help');
    await page.getByText('Commands').waitFor();
    expect.soft(await violations()).toEqual([]);
  });

  it('has nothing to say of a picture and its words', async () => {
    await page.locator('#file').setInputFiles({
      ...{ name: 'cat.png', mimeType: 'image/png' },
      buffer: Buffer.from(await talk.picture.read(1_000_000)),
    });
    expect.soft(await violations()).toEqual([]);
    await say('a cat on a red background in the snow');
    await page.locator('.message.done .compare').waitFor();
    expect.soft(await violations()).toEqual([]);
  });

  it('has nothing to say of an edit, its reactions, and a problem', async () => {
    await say('cat -> lion');
    await last().locator('summary', { hasText: 'More…' }).click();
    await last().getByText('Stronger').waitFor();
    await last().locator('.chip').first().click();
    await page.locator('.chip[aria-pressed="true"]').first().waitFor();
    await talk.bot.settled();
    await say('dgo -> lion');
    await page.locator('.message.problem').waitFor();
    expect.soft(await violations()).toEqual([]);
  });

  it('has nothing to say of variations, and of work that goes on', async () => {
    await say('red -> blue x4');
    await page.locator('.grid').waitFor();
    release = talk.model.hold();
    await say('blue -> green');
    await page.locator('.message progress').waitFor();
    expect.soft(await violations()).toEqual([]);
    release();
    await talk.bot.settled();
  });

  it('has nothing to say of what opens: the list, the emoji, a picture as large as the window', async () => {
    await page.getByRole('button', { name: 'Add a reaction' }).last().click();
    await page.getByRole('dialog', { name: 'Pick a reaction' }).waitFor();
    expect.soft(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.word-handle').first().click();
    await page.getByRole('dialog', { name: /^Change / }).waitFor();
    expect.soft(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize(WIDTHS.desk);
    await page.getByRole('button', { name: 'Full size' }).first().click();
    await page.getByRole('dialog', { name: 'The picture, enlarged' }).waitFor();
    expect.soft(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize(WIDTHS.phone);
    await page.getByRole('button', { name: 'Pictures' }).click();
    await page.locator('.menu #side').waitFor();
    expect.soft(await violations(['phone'])).toEqual([]);
  });
});
