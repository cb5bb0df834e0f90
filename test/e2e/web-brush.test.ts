import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { createLog } from '../../src/log.ts';
import { EDIT_METHODS } from '../../src/pipeline/edit-types.ts';
import { INVERSION_METHODS } from '../../src/pipeline/types.ts';
import { Conversation } from '../conversation/conversation.ts';
import { CHROMIUM, openBrowser } from './web-world.ts';

const Filled = z.tuple([
  z.looseObject({
    method: z.literal('fill'),
    targetPrompt: z.string(),
    sentence: z.string().optional(),
    mask: z.union([
      z.object({ picture: z.instanceof(Uint8Array) }),
      z.object({ words: z.string() }),
    ]),
  }),
]);

describe.skipIf(!existsSync(CHROMIUM))('the brush of the web chat', { timeout: 60_000 }, () => {
  let talk: Conversation;
  let adapter: WebAdapter;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    talk = new Conversation();
    talk.offers = { inversions: INVERSION_METHODS, edits: EDIT_METHODS, spares: 0 };
    await talk.restart();
    adapter = new WebAdapter({
      ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20 },
      ...{ stores: talk.stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
      redraws: 'fill',
    });
    talk.bot.connect(adapter);
    await adapter.start(talk.bot);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1000, height: 800 }, hasTouch: true });
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(adapter.address);
    await page.locator('.home').waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await adapter?.stop();
    await talk?.close();
  });

  const dialog = () => page.getByRole('dialog', { name: 'Paint over what should change' });
  const open = () => page.getByRole('button', { name: 'Paint over what should change' });
  const wish = () => dialog().getByRole('textbox', { name: 'What should be there' });
  const button = (name: string) => dialog().getByRole('button', { name });
  const place = () => dialog().getByRole('combobox', { name: 'Where to change it' });
  /** What the model was asked for since `count` calls. */
  const asked = async (count: number) => {
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => talk.model.calls.length).toBeGreaterThan(count);
    await talk.bot.settled();
    return Filled.parse(talk.lastSpecs())[0];
  };
  /** A stroke of the mouse between two places, as shares of the picture's sides. */
  const stroke = async (from: readonly [number, number], to: readonly [number, number]) => {
    const box = (await dialog().locator('canvas').boundingBox())!;
    const at = ([x, y]: readonly [number, number]) =>
      [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 5 });
    await page.mouse.up();
  };

  it('is offered once there is a picture to paint on', async () => {
    expect(await open().isVisible()).toBe(false);
    await page.locator('#file').setInputFiles({
      ...{ name: 'cat.png', mimeType: 'image/png' },
      buffer: Buffer.from(await talk.picture.read(2 ** 20)),
    });
    await page.getByRole('textbox', { name: 'Message' }).fill('a cat on a red background');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(/#\/t\//);
    await open().waitFor();
    await talk.bot.settled();
  });

  it('sends what was painted as a mask, white on black, with what was said', async () => {
    const count = talk.model.calls.length;
    await open().click();
    await wish().fill('make it a lion');
    await button('Redraw').click();
    expect(await dialog().getByRole('status').textContent()).toContain('or choose a word');
    await stroke([0.1, 0.1], [0.9, 0.1]);
    await stroke([0.1, 0.9], [0.4, 0.9]);
    await button('Undo').click();
    await wish().press('Enter');
    const spec = await asked(count);
    expect(spec.targetPrompt).toBe('a lion on a red background');
    const mask = 'picture' in spec.mask ? spec.mask.picture : new Uint8Array();
    const { data, info } = await sharp(mask)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) =>
      data[(Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels];
    expect([at(0.5, 0.1), at(0.5, 0.5), at(0.2, 0.9)]).toEqual([255, 0, 0]);
  });

  it('is painted by a finger too, and cleared', async () => {
    await open().click();
    const box = (await dialog().locator('canvas').boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => button('Clear').isEnabled()).toBe(true);
    await button('Clear').click();
    expect(await button('Undo').isEnabled()).toBe(false);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => open().evaluate((it) => it.matches(':focus'))).toBe(true);
  });

  it('takes a word in place of a painted mask, all by the keyboard', async () => {
    const count = talk.model.calls.length;
    await open().press('Enter');
    await place().selectOption('red');
    await wish().fill('something shiny');
    await wish().press('Enter');
    expect(await asked(count)).toMatchObject({
      ...{ mask: { words: 'red' }, sentence: 'something shiny' },
    });
    expect(faults).toEqual([]);
  });
});
