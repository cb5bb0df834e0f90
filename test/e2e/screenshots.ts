/**
 * Makes the pictures of the web chat that the documents show: starts Wordbrush as `npm start` does,
 * on a scratch folder, and uses it in Chromium. `npm run screenshots`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../temporary.ts';
import { openBrowser } from './web-world.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const IMAGES = join(ROOT, 'docs', 'images');
const PICTURE = join(ROOT, 'models', 'emoji-world', 'examples', '01-cat.png');
/** Of a subject that the model never saw. */
const OWLS = [0, 1, 2, 3].map((i) =>
  join(ROOT, 'models', 'bench-subjects', 'pictures', `owl-${i}.webp`),
);
const TEACHING = '/learn "Zuzu" koala';
const DESK = { width: 1280, height: 860 };
/** A thread from its inversion to its first edit. */
const TALL = { width: 1280, height: 1240 };
const PHONE = { width: 390, height: 844 };
/** An inversion and its improvement on a busy machine. */
const PATIENCE_MS = 300_000;

const data = temporaryFolder();
const bot = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
  env: { ...process.env, WORDBRUSH_DATA: data, WORDBRUSH_PORT: '0', WORDBRUSH_WEB: 'on' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: DESK, deviceScaleFactor: 1.5 });
  await page.goto(await addressOf(bot.stdout));
  await page.locator('#file').setInputFiles(PICTURE);
  await page.getByRole('button', { name: 'Send' }).click();
  await settled(page);
  await say(page, 'make it a lion');
  await page.locator('.word', { hasText: 'cat' }).focus();
  await take(page, 'chat', 'light', TALL);
  await take(page, 'chat-dark', 'dark', TALL);
  await take(page, 'chat-phone', 'light', PHONE);
  await say(page, '/undo');
  await say(page, '/compare "a cat" -> "a lion"');
  await take(page, 'compare', 'light', TALL);
  await page.getByRole('link', { name: 'New picture' }).click();
  await page.locator('.example').nth(7).click();
  await page.waitForURL(/#\/t\//);
  await settled(page);
  await page.locator('#file').setInputFiles(OWLS);
  await page.getByRole('textbox', { name: 'Message' }).fill(TEACHING);
  await take(page, 'teach', 'light', TALL);
  await say(page, TEACHING);
  await say(page, '"a bear" -> "Zuzu"');
  await take(page, 'learn', 'light', TALL);
} finally {
  await browser.close();
  bot.kill();
  if (bot.exitCode === null) await once(bot, 'exit');
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /http:\/\/\S+/u.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('Wordbrush ended before it said where it is.');
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.message.you').last().getByText(text).waitFor();
  await settled(page);
}

/** Waits until the last message is a result and nothing is under way. */
async function settled(page: Page): Promise<void> {
  await page.locator('.message:last-child.done').waitFor({ timeout: PATIENCE_MS });
  const underWay = page.locator('.message progress').first();
  await underWay.waitFor({ state: 'detached', timeout: PATIENCE_MS });
}

async function take(
  page: Page,
  name: string,
  colorScheme: 'light' | 'dark',
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(size);
  await page.locator('#scroller').evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight;
  });
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
}
