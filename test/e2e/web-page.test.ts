import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { createLog } from '../../src/log.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import { Conversation } from '../conversation/conversation.ts';
import { solid } from '../conversation/fake-model.ts';
import { CHROMIUM, openBrowser } from './web-world.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Has the page receive a picture file in an event of a kind, as the system would give it one. */
const giving = (picture: Uint8Array, event: string) => `{
  const bytes = Uint8Array.from(atob('${Buffer.from(picture).toString('base64')}'), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], 'cat.png', { type: 'image/png' }));
  document.dispatchEvent(${event});
}`;
const PASTE = "new ClipboardEvent('paste', { clipboardData: carried, cancelable: true })";
const DROP = "new DragEvent('drop', { dataTransfer: carried, cancelable: true })";

describe.skipIf(!existsSync(CHROMIUM))('the page of the web chat', { timeout: 60_000 }, () => {
  let talk: Conversation;
  let adapter: WebAdapter;
  let browser: Browser;
  let page: Page;

  const text = () => page.getByRole('textbox', { name: 'Message' });
  const send = () => page.getByRole('button', { name: 'Send' });
  const attached = () => page.locator('.attachment');
  const result = () => page.locator('.message.bot.done').last();

  beforeAll(async () => {
    talk = new Conversation();
    adapter = new WebAdapter({
      ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20 },
      ...{ stores: talk.stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
    });
    talk.bot.connect(adapter);
    await adapter.start(talk.bot);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: DESK });
    page.setDefaultTimeout(20_000);
    await page.goto(adapter.address);
    await page.locator('.home').waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await adapter?.stop();
    await talk?.close();
  });
  beforeEach(async () => {
    await page.setViewportSize(DESK);
    await text().fill('');
  });

  it('takes a picture that is dropped on it', async () => {
    await page.evaluate(giving(await talk.picture.read(1_000), DROP));
    await expect.poll(() => attached().textContent()).toContain('cat.png');
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    expect(await attached().count()).toBe(0);
  });

  it('keeps its picture when text is dropped, and says why it takes no other file', async () => {
    await page.evaluate(giving(await talk.picture.read(1_000), DROP));
    await page.evaluate(`{
      const carried = new DataTransfer();
      carried.setData('text/plain', 'a cat');
      document.dispatchEvent(${DROP});
    }`);
    expect(await attached().count()).toBe(1);
    await page.evaluate(`{
      const carried = new DataTransfer();
      carried.items.add(new File(['x'], 'a.pdf', { type: 'application/pdf' }));
      document.dispatchEvent(${DROP});
    }`);
    await expect
      .poll(() => page.locator('#warning').textContent())
      .toContain('a.pdf is no picture');
    expect(await attached().textContent()).toContain('cat.png');
    await page.getByRole('button', { name: 'Remove the picture' }).click();
  });

  it('takes several pictures to teach a subject, says how, and sends them for nothing else', async () => {
    await page.evaluate(`{
      const carried = new DataTransfer();
      for (const name of ['a.png', 'b.png'])
        carried.items.add(new File(['x'], name, { type: 'image/png' }));
      document.dispatchEvent(${DROP});
    }`);
    expect(await attached().count()).toBe(2);
    await text().fill('a cat');
    await send().click();
    await expect
      .poll(() => page.locator('#warning').textContent())
      .toContain('Several pictures teach me one subject');
    expect(await text().inputValue()).toBe('a cat');
    await page.getByRole('button', { name: '/learn "Milo" dog' }).click();
    await page.keyboard.type('Rex');
    expect(await text().inputValue()).toBe('/learn "Rex" dog');
    await page.getByRole('button', { name: 'Remove a.png' }).click();
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    expect(await attached().count()).toBe(0);
  });

  it('teaches a subject from the pictures that are chosen', async () => {
    await page.getByRole('link', { name: 'New picture' }).click();
    await text().fill('/learn "Milo" dog');
    const files = [60, 90, 120].map(async (shade) => ({
      ...{ name: `${shade}.png`, mimeType: 'image/png' },
      buffer: Buffer.from(await encodePng(solid(shade))),
    }));
    for (const file of await Promise.all(files)) await page.locator('#file').setInputFiles(file);
    expect(await attached().count()).toBe(3);
    await send().click();
    await expect.poll(() => result().textContent()).toContain('I know Milo now');
    expect(await result().locator('img').count()).toBe(1);
    await result().getByRole('button', { name: 'Delete Milo' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await expect.poll(() => page.locator('#log').textContent()).toContain('Forgotten: Milo');
    expect(await page.locator('#log').textContent()).not.toContain('I know Milo now');
  });

  it('takes a command with words on the start page', async () => {
    const faults: Error[] = [];
    page.on('pageerror', (error) => faults.push(error));
    await text().pressSequentially('/gallery 3');
    await send().click();
    await expect.poll(() => page.locator('.message.bot').last().textContent()).toContain('/invert');
    expect(faults).toEqual([]);
  });

  it('leaves text that is dropped into the box to the browser', async () => {
    const isLeft = (target: string) =>
      page.evaluate<boolean>(`{
        const carried = new DataTransfer();
        carried.setData('text/plain', 'a cat');
        const init = { dataTransfer: carried, cancelable: true, bubbles: true };
        ['dragover', 'drop'].every((kind) => ${target}.dispatchEvent(new DragEvent(kind, init)));
      }`);
    expect(await isLeft('document.getElementById("text")')).toBe(true);
    expect(await isLeft('document.body')).toBe(false);
  });

  it('begins a command by a slash from anywhere, but not over a draft', async () => {
    const attach = page.getByRole('button', { name: 'Attach a picture' });
    await attach.focus();
    await page.keyboard.press('/');
    expect(await text().inputValue()).toBe('/');
    await text().fill('a cat');
    await attach.focus();
    await page.keyboard.press('/');
    expect(await text().inputValue()).toBe('a cat');
    await expect.poll(() => text().evaluate((box) => box.matches(':focus'))).toBe(true);
  });

  it('leaves the Send button free while it suggests', async () => {
    await text().fill('/');
    await page.getByRole('option').first().waitFor();
    const list = await page.getByRole('listbox').boundingBox();
    const button = await send().boundingBox();
    expect(list!.y + list!.height).toBeLessThanOrEqual(button!.y);
  });

  it('takes a picture that is pasted, and sends it with its sentence by Enter', async () => {
    await page.evaluate(giving(await talk.picture.read(1_000), PASTE));
    await text().fill('a cat on a red background');
    await text().press('Enter');
    await result().locator('.compare').waitFor();
    expect(await page.locator('.thread[aria-current]').textContent()).toBe(
      'a cat on a red background',
    );
  });

  it('keeps what could not be sent, and says why', async () => {
    const warning = page.locator('#warning');
    await page.route('**/api/messages', (route) => route.abort());
    await text().fill('/queue');
    await text().press('Enter');
    await expect.poll(() => warning.textContent()).toContain('cannot be reached');
    expect(await text().inputValue()).toBe('/queue');
    await page.unroute('**/api/messages');
    // What the connection lost says goes by itself when the connection is back.
    await warning.waitFor({ state: 'hidden' });
    await text().press('Enter');
    await page.getByText('Nothing is running or waiting').waitFor();
  });

  it('shows how far an upload is, and takes it back', async () => {
    const devtools = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 40_000 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(500_000) };
    await page.locator('#file').setInputFiles(large);
    await text().fill('a cat that is slow');
    await text().press('Enter');
    const sending = page.locator('.sending');
    await expect.poll(() => sending.textContent()).toMatch(/a cat that is slow.*Sending: \d+ %/);
    await sending.getByRole('button', { name: 'Cancel sending' }).click();
    await expect.poll(() => sending.count()).toBe(0);
    expect(await text().inputValue()).toBe('a cat that is slow');
    expect(await attached().textContent()).toContain('large.png');
    expect(await page.locator('#warning').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    await devtools.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await devtools.detach();
  });

  it('begins a new picture at its top, whatever was said there before', async () => {
    await page.getByRole('link', { name: 'New picture' }).click();
    for (let i = 0; i < 6; i++) {
      await text().fill('/help');
      await text().press('Enter');
      await expect.poll(() => page.getByText('Commands', { exact: true }).count()).toBe(i + 1);
    }
    const top = () => page.locator('#scroller').evaluate((scroller) => scroller.scrollTop);
    await expect.poll(top).toBeGreaterThan(500); // what is new is shown
    await page.locator('.thread').first().click();
    await result().waitFor();
    await page.getByRole('link', { name: 'New picture' }).click();
    await page.locator('.home').waitFor();
    await page.waitForTimeout(300);
    expect(await top()).toBe(0);
    const dismiss = page.getByRole('button', { name: 'Dismiss' });
    for (let left = await dismiss.count(); left > 0; left--) {
      await dismiss.first().click();
      await expect.poll(() => dismiss.count()).toBe(left - 1);
    }
    await page.locator('.thread').first().click();
    await result().waitFor();
  });

  it('leads to the message box by its first link, and stays in the thread', async () => {
    const before = page.url();
    await page.locator('#skip').focus();
    await page.keyboard.press('Enter');
    expect(await text().evaluate((box) => box.matches(':focus'))).toBe(true);
    expect(page.url()).toBe(before);
    await result().waitFor();
  });

  it('gives back what could not be sent only where it was written', async () => {
    let fail = (): void => {};
    const isLeft = new Promise<void>((left) => {
      fail = left;
    });
    await page.route('**/api/messages', async (route) => {
      await isLeft;
      await route.abort();
    });
    await text().fill('"cat" -> "lion"');
    await text().press('Enter');
    await page.getByRole('link', { name: 'New picture' }).click();
    await page.locator('.home').waitFor();
    fail();
    await expect.poll(() => page.locator('#warning').textContent()).toContain('cannot be reached');
    expect(await text().inputValue()).toBe('');
    await page.unroute('**/api/messages');
    await page.locator('.thread').first().click();
    await expect.poll(() => text().inputValue()).toBe('"cat" -> "lion"');
  });

  it('shows what is cut off a long picture, and takes it whole if that is wanted', async () => {
    await page.getByRole('link', { name: 'New picture' }).click();
    const data = new Uint8Array(3 * 400 * 100).fill(120);
    const buffer = Buffer.from(await encodePng({ width: 400, height: 100, data }));
    await page.locator('#file').setInputFiles({ name: 'sea.png', mimeType: 'image/png', buffer });
    const choice = page.getByRole('group', { name: 'This picture is long. Take' });
    await choice.getByText('its middle square, 25 % of it').waitFor();
    const cut = choice.locator('.cut').first();
    expect((await cut.boundingBox())!.width).toBeGreaterThan(50);
    await choice.getByLabel('the whole picture').check();
    const opacity = `getComputedStyle(document.querySelector('.framing .cut')).opacity`;
    await expect.poll(() => page.evaluate<string>(opacity)).toBe('0');
    const invert = vi.spyOn(talk.model.pipeline, 'invert');
    await text().fill('a cat on a beach');
    await text().press('Enter');
    await page.locator('.thread[aria-current]', { hasText: 'a cat on a beach' }).waitFor();
    await result().locator('.compare').waitFor();
    expect(invert.mock.lastCall?.[2]?.fit).toBe('fit');
    expect(await page.getByText('middle square').count()).toBe(0);
    await text().fill('/forget thread');
    await text().press('Enter');
    await page.locator('.home').waitFor();
    await page.locator('.thread').first().click();
    await result().waitFor();
  });

  it('refuses a picture that is too large before it is sent', async () => {
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(2 ** 20 + 1) };
    await page.locator('#file').setInputFiles(large);
    await text().press('Enter');
    await expect.poll(() => page.locator('#warning').textContent()).toContain('takes at most 1.0');
    await page.getByRole('button', { name: 'Remove the picture' }).click();
  });

  it('completes commands by the keyboard', async () => {
    await text().pressSequentially('/hi');
    await page.getByRole('option', { name: '/history' }).waitFor();
    await text().press('ArrowDown');
    await text().press('Enter');
    expect(await text().inputValue()).toBe('/history');
    await text().press('Enter');
    await page.getByText('How these pictures were made').waitFor();
  });

  it('completes edits with the words of the thread', async () => {
    await text().pressSequentially('"ca');
    await page.getByRole('option', { name: '"cat" -> "lion"' }).waitFor();
    await text().press('Tab');
    expect(await text().inputValue()).toMatch(/^"cat"/);
  });

  it('moves the slider with the arrow keys', async () => {
    const slider = result().getByRole('slider');
    const before = Number(await slider.inputValue());
    await slider.focus();
    await slider.press('ArrowRight');
    expect(Number(await slider.inputValue())).toBe(before + 1);
  });

  it('shows where a word acts when it is pointed at or has the focus', async () => {
    const lit = () => page.locator('.overlay.lit').count();
    await page.mouse.move(0, 0);
    expect(await lit()).toBe(0);
    await result().locator('.word', { hasText: 'cat' }).hover();
    expect(await lit()).toBe(1);
    await page.mouse.move(0, 0);
    expect(await lit()).toBe(0);
    await result().locator('.word', { hasText: 'cat' }).focus();
    expect(await lit()).toBe(1);
  });

  it('sets what is said beside the picture on a desk, and below it on a phone', async () => {
    const compare = result().locator('.compare');
    const buttons = result().locator('.buttons');
    const [wide, beside] = [await compare.boundingBox(), await buttons.boundingBox()];
    expect(beside!.x).toBeGreaterThan(wide!.x + wide!.width);
    await page.setViewportSize(PHONE);
    const [narrow, below] = [await compare.boundingBox(), await buttons.boundingBox()];
    expect(below!.y).toBeGreaterThan(narrow!.y + narrow!.height);
    expect(narrow!.x + narrow!.width).toBeLessThanOrEqual(PHONE.width);
  });

  it('has its list of pictures behind a button on a phone', async () => {
    await page.setViewportSize(PHONE);
    const list = page.getByRole('navigation', { name: 'Pictures' });
    await expect.poll(() => list.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Pictures' }).click();
    await expect.poll(() => list.isVisible()).toBe(true);
    await page.getByRole('link', { name: 'New picture' }).click();
    await page.locator('.home').waitFor();
    await expect.poll(() => list.isVisible()).toBe(false);
    const button = page.getByRole('button', { name: 'Pictures' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('true');
    await expect.poll(() => list.evaluate((it) => it.matches(':focus-within'))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => list.isVisible()).toBe(false);
    expect(await button.evaluate((it) => it.matches(':focus'))).toBe(true);
  });

  it('shows all of what it offers to say on a phone', async () => {
    await page.locator('.thread').first().click();
    await expect.poll(() => text().getAttribute('placeholder')).toMatch(/^Say what to change: /);
    await page.setViewportSize(PHONE);
    const hidden = () => text().evaluate((it) => it.scrollHeight - it.clientHeight);
    await expect.poll(hidden).toBeLessThanOrEqual(0);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/phone.png` });
  });

  it('keeps the focus of who reacts by the keyboard', async () => {
    await page.locator('.thread').first().click();
    const message = page.locator('.message.bot.done').first();
    const focused = () => page.evaluate<string>('document.activeElement.ariaLabel');
    await message.getByRole('button', { name: 'Add a reaction' }).focus();
    await page.keyboard.press('Enter');
    const picker = page.getByRole('dialog', { name: 'Pick a reaction' });
    await picker.waitFor();
    expect(
      await picker
        .getByRole('button')
        .first()
        .evaluate((it) => it.matches(':focus')),
    ).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => picker.count()).toBe(0);
    expect(await focused()).toBe('Add a reaction');

    await page.keyboard.press('Enter');
    await picker.getByRole('textbox').fill('🪨');
    await page.keyboard.press('Enter');
    const stone = message.locator('.chip', { hasText: '🪨' });
    await expect.poll(() => stone.getAttribute('aria-pressed')).toBe('true');
    expect(await focused()).toBe('Add a reaction');
    // A chip that the bot offered stays; one that was only yours goes.
    await stone.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => stone.count()).toBe(0);
    expect(await focused()).toBe('Add a reaction');
    const offered = message.locator('.chip[aria-pressed]').first();
    await offered.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => offered.getAttribute('aria-pressed')).toBe('true');
    expect(await offered.evaluate((it) => it.matches(':focus'))).toBe(true);
    await talk.bot.settled();
  });

  it('does not have every step of progress read aloud', async () => {
    const live = await page.evaluate<string>(`import('/client/message/progress.ts').then((made) => {
      const bar = made.progressPicture({ kind: 'progress', label: 'step 1 of 50', fraction: 0.02 });
      document.getElementById('log').append(bar.element);
      const nearest = bar.element.querySelector('span').closest('[aria-live]');
      bar.element.remove();
      return nearest.getAttribute('aria-live');
    })`);
    expect(live).toBe('off');
  });

  it('dismisses a message for good', async () => {
    await page.locator('.thread').first().click();
    await text().fill('"dgo" -> "lion"');
    await text().press('Enter');
    const told = page.locator('.message.private', { hasText: 'dgo' });
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => told.count()).toBe(0);
    await page.reload();
    await result().waitFor();
    expect(await told.count()).toBe(0);
  });

  it('keeps the focus of who opens a picture by the keyboard', async () => {
    const focused = () => page.evaluate<string>('document.activeElement.id');
    const [thread, fresh] = [
      page.locator('.thread').first(),
      page.getByRole('link', { name: 'New picture' }),
    ];
    await fresh.focus();
    await page.keyboard.press('Enter');
    await page.locator('.home').waitFor();
    await expect.poll(focused).toBe('text');
    await thread.focus();
    await page.keyboard.press('Enter');
    await result().waitFor();
    await expect.poll(focused).toBe('text');
    // The list changes with every step of a job; what stands in it stays.
    await thread.focus();
    await page.evaluate(`document.activeElement.dataset.mark = 'mine'`);
    await page.evaluate(`fetch('/api/messages', { method: 'POST', body: (() => {
      const form = new FormData();
      form.set('text', 'red -> blue');
      form.set('thread', location.hash.slice('#/t/'.length));
      return form;
    })() })`);
    await page.locator('.message.done', { hasText: 'red -> blue' }).waitFor();
    await page.waitForTimeout(400);
    expect(await page.evaluate<string>('document.activeElement.dataset.mark')).toBe('mine');
  });

  it('enlarges a picture to the window, with a way to keep it', async () => {
    const answers = await page.locator('.message.private').count();
    const inMessage = await result().locator('.compare').boundingBox();
    await result().getByText('More…').click();
    await result().getByRole('button', { name: 'Full size' }).click();
    const box = page.getByRole('dialog', { name: 'The picture, enlarged' });
    const shown = await box.locator('img').boundingBox();
    expect(Math.min(shown!.width, shown!.height)).toBeGreaterThan(inMessage!.width * 1.5);
    const download = page.waitForEvent('download');
    await box.getByRole('link', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toMatch(/^a-cat-on-a-.*\.png$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => box.count()).toBe(0);
    expect(
      await result()
        .getByRole('button', { name: 'Full size' })
        .evaluate((it) => it.matches(':focus')),
    ).toBe(true);
    expect(await page.locator('.message.private').count()).toBe(answers);
  });

  it('describes before, after and every variation, each by its own words', async () => {
    const alts = (pictures: string) =>
      page.locator(pictures).evaluateAll((all) => all.map((img) => img.getAttribute('alt')));
    const [after, before] = (await alts('.message.done .compare img')).slice(-2);
    expect(before).toBe('Before: a cat on a red background');
    expect(after).toBe('After: a cat on a blue background');
    await text().fill('blue -> green x4');
    await text().press('Enter');
    await page.locator('.grid').waitFor();
    const variations = await alts('.cell img');
    expect(new Set(variations).size).toBe(4);
    expect(variations[0]).toContain('a cat on a green background');
    const names = await page
      .locator('.message.done .chip[aria-pressed]')
      .evaluateAll((chips) => chips.map((chip) => chip.getAttribute('aria-label')));
    expect(names).toContain('React: cat face');
    expect(names.filter((name) => /[^\w: ]/u.test(name ?? ''))).toEqual([]);
    await talk.bot.settled();
    await text().fill('/undo');
    await text().press('Enter');
    await page.getByText('Undone').waitFor();
  });

  it('has a handle on every word: a click replaces it, by suggestions first', async () => {
    const sentence = page.locator('#sentence');
    const handle = (word: string) => sentence.getByRole('button', { name: word });
    await expect.poll(() => sentence.textContent()).toBe('acat×1.5onabluebackground');
    expect(await sentence.getByRole('button').allTextContents()).toEqual([
      'cat×1.5',
      'blue',
      'background',
    ]);
    await handle('cat').click();
    const menu = page.getByRole('dialog', { name: 'Change “cat”' });
    await menu.getByRole('button', { name: 'tiger', exact: true }).click();
    await page.locator('.message.you', { hasText: '"cat" -> "tiger"' }).waitFor();
    await expect.poll(() => sentence.textContent()).toBe('atigeronabluebackground');
    await page.locator('.message.done', { hasText: 'a tiger on a blue background' }).waitFor();
    // Any other word can be typed.
    await handle('blue').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Replace “blue” with' }).fill('teal');
    await page.keyboard.press('Enter');
    const teal = page.locator('.message.done', { hasText: 'a tiger on a teal background' });
    await teal.waitFor();
    await expect.poll(() => sentence.textContent()).toBe('atigeronatealbackground');
  });

  it('goes back to the words of before, and to hints in them, when an edit is undone by its button', async () => {
    const hints = () => page.locator('#hints').textContent();
    await talk.bot.settled();
    await expect.poll(hints).not.toContain('"blue" ->');
    await result().getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(() => page.locator('#sentence').textContent())
      .toBe('atigeronabluebackground');
    await expect.poll(hints).toContain('"blue" ->');
    await text().fill('blue -> teal');
    await text().press('Enter');
    await expect
      .poll(() => page.locator('#sentence').textContent())
      .toBe('atigeronatealbackground');
  });

  it('weighs a word by the arrow keys, and by dragging it', async () => {
    const handle = page.locator('.word-handle', { hasText: 'teal' });
    await handle.focus();
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowUp');
    expect(await handle.textContent()).toBe('teal×1.5');
    await page.locator('.message.you', { hasText: '"teal" * 1.5' }).waitFor();
    await page.locator('.message.done', { hasText: 'teal × 1.5' }).waitFor();
    await expect.poll(() => handle.textContent()).toBe('teal×1.5');
    const { x, y, width, height } = (await handle.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2 - 16 * 4, { steps: 8 });
    expect(await handle.textContent()).toBe('teal×2.5');
    await page.mouse.up();
    await page.locator('.message.you', { hasText: '"teal" * 2.5' }).waitFor();
    expect(await page.locator('.word-menu').count()).toBe(0);
    await page.locator('.message.done', { hasText: 'teal × 2.5' }).waitFor();
  });

  it('tells outside that a thread was forgotten, and does not go back to it', async () => {
    await text().fill('/forget mine');
    await text().press('Enter');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.locator('.home').waitFor();
    await page.getByText('Forgotten: one thread').waitFor();
    for (let i = 0; i < 3; i++) {
      await page.goBack();
      await page.locator('.home').waitFor();
      expect(new URL(page.url()).hash).toBe('#/');
    }
  });

  it('is dark where the system is', async () => {
    const paper = () =>
      page.evaluate<string>('getComputedStyle(document.body).getPropertyValue("background-color")');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
  });
});
