import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { createLog } from '../../src/log.ts';
import type { ChatThread, ChatWorld, Shown } from '../contract/chat-world.ts';
import type { ContractBot } from '../contract/contract-bot.ts';

/** Debian's; set CHROMIUM where it lies elsewhere. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** The web chat in a real browser: everything is done by pointer and keyboard on the page. */
export async function openWebWorld({ bot, stores, gallery }: ContractBot): Promise<ChatWorld> {
  const adapter = new WebAdapter({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    maxPictureBytes: 2 ** 20,
    stores,
    gallery,
    log: createLog('error'),
  });
  bot.connect(adapter);
  await adapter.start(bot);
  const browser = await openBrowser();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(adapter.address);
  return {
    async startEditing(picture, prompt) {
      await page.locator('#file').setInputFiles({
        name: 'picture.png',
        mimeType: 'image/png',
        buffer: Buffer.from(picture),
      });
      await send(page, prompt);
      await page.waitForURL(/#\/t\//);
      return new WebThread(page, (await page.locator('#title').textContent()) ?? '');
    },
    async close() {
      await browser.close();
      await adapter.stop();
      if (faults.length > 0) throw new Error(`The page failed:\n${faults.join('\n')}`);
    },
  };
}

class WebThread implements ChatThread {
  readonly name: string;
  readonly #page: Page;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.name = name;
  }

  async say(text: string, replyTo?: string): Promise<void> {
    if (replyTo !== undefined)
      await this.#message(replyTo).getByRole('button', { name: 'Reply to this picture' }).click();
    await send(this.#page, text);
  }

  async command(text: string): Promise<void> {
    await send(this.#page, `/${text}`);
  }

  async react(message: string, emoji: string, on: boolean): Promise<void> {
    const chip = this.#message(message).locator('.chip', { hasText: emoji });
    if ((await chip.getAttribute('aria-pressed')) === String(on)) return;
    await chip.click();
  }

  async press(message: string, button: string): Promise<void> {
    const shown = this.#message(message).getByRole('button', { name: button, exact: true });
    if (!(await shown.isVisible()))
      await this.#message(message).locator('summary', { hasText: 'More…' }).click();
    await shown.click();
  }

  async messages(): Promise<readonly Shown[]> {
    return await this.#page.locator('.message.bot').evaluateAll((elements) =>
      elements.map((element) => ({
        id: element.id.slice(2),
        text: [...element.querySelectorAll('h2, p, li, .status')]
          .map(({ textContent }) => textContent)
          .join('\n'),
        pictures: element.querySelectorAll('img').length,
        buttons: [...element.querySelectorAll('.button')].map(
          ({ textContent }) => textContent ?? '',
        ),
      })),
    );
  }

  #message(id: string): Locator {
    return this.#page.locator(`#m-${id}`);
  }
}

async function send(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}
