import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { soon } from '../../../test/soon.ts';
import { WordbrushError } from '../errors.ts';
import { DEFAULT_PICTURE_LIMITS } from '../image.ts';
import { Decoder, type DecoderOptions } from './decoder.ts';
import { sharp } from './sharp.ts';

const ODD = new URL('fixtures/odd-decoder.ts', import.meta.url);

function keeping(options: DecoderOptions) {
  const decoder = new Decoder(options);
  return async (file: Uint8Array | string) => {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file;
    const png = await decoder.keep(bytes, 'picture', DEFAULT_PICTURE_LIMITS);
    return Buffer.from(png).toString('latin1');
  };
}

const bad = (message: RegExp) => ({
  code: 'bad-image',
  message: expect.stringMatching(message),
  constructor: WordbrushError,
});

/** Whether a process runs; one that has ended may still await its new parent. */
const isRunning = (pid: string): boolean =>
  existsSync(`/proc/${pid}/status`) &&
  !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** 16 megapixels: a second's work, and more than a hundred MiB as the decoder unpacks it. */
const large = () =>
  sharp({ create: { width: 4_000, height: 4_000, channels: 4, background: '#3a7' } })
    .toColourspace('rgb16')
    .png({ progressive: true, compressionLevel: 1 })
    .toBuffer();

it('kills a process that takes too long, while other people’s pictures go on', async () => {
  const keep = keeping({ module: ODD, processes: 2, seconds: 2 });
  const ends: string[] = [];
  const hung = keep('hang').catch((error: unknown) => {
    ends.push('hung');
    return error;
  });
  for (const name of ['ann', 'bo', 'cy']) {
    expect(await keep(`keep ${name}`)).toMatch(name);
    ends.push(name);
  }
  expect(await hung).toMatchObject(bad(/^The picture takes longer than 2 seconds to open\. Save/));
  expect(ends).toEqual(['ann', 'bo', 'cy', 'hung']);
});

it('goes on in a new process after one was killed, has crashed, or answered nonsense', async () => {
  const keep = keeping({ module: ODD, processes: 1, seconds: 1 });
  const [first] = (await keep('keep')).split(' ');
  expect((await keep('keep')).split(' ')[0]).toBe(first);
  await expect(keep('hang')).rejects.toMatchObject(bad(/longer than 1 seconds/));
  await soon(() => expect(existsSync(`/proc/${first}`)).toBe(false));
  const [second] = (await keep('keep')).split(' ');
  expect(second).not.toBe(first);
  await expect(keep('die')).rejects.toMatchObject(bad(/^The picture cannot be opened\. Save/));
  await expect(keep('lie')).rejects.toThrow();
  expect((await keep('keep')).split(' ')[0]).not.toBe(second);
});

it('takes the next picture when an idle process was killed from outside', async () => {
  const keep = keeping({ module: ODD, processes: 1 });
  const [first] = (await keep('keep')).split(' ');
  process.kill(Number(first), 'SIGKILL');
  await soon(() => expect(isRunning(first!)).toBe(false));
  expect((await keep('keep')).split(' ')[0]).not.toBe(first);
});

it('no more processes run than are allowed', async () => {
  const keep = keeping({ module: ODD, processes: 2 });
  const answers = await Promise.all(Array.from({ length: 9 }, () => keep('keep')));
  expect(new Set(answers.map((answer) => answer.split(' ')[0])).size).toBeLessThanOrEqual(2);
});

it('a real picture is given up at the limits of its time and memory', async () => {
  const bytes = await large();
  await expect(keeping({ seconds: 0.3 })(bytes)).rejects.toMatchObject(bad(/longer than 0\.3/));
  const keep = keeping({ maxMemory: 130 * 2 ** 20 });
  await expect(keep(bytes)).rejects.toMatchObject(bad(/more than 130 MiB of memory to open/));
  const small = await sharp(bytes, { limitInputPixels: false }).resize(90, 90).jpeg().toBuffer();
  expect(await keep(small)).toContain('PNG'); // and the next one is taken
});

it('takes the same picture within its usual limits', async () => {
  expect(await keeping({})(await large())).toContain('PNG');
});

it('an idle process holds up nobody’s end', async () => {
  const script = `
    import { Decoder } from ${JSON.stringify(new URL('decoder.ts', import.meta.url).href)};
    await new Decoder({ module: new URL(${JSON.stringify(ODD.href)}) })
      .keep(Buffer.from('keep'), 'picture', { maxBytes: 99, maxPixels: 99 })
      .then((png) => console.log(Buffer.from(png).toString()));`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const code = await Promise.race([
    new Promise((resolve) => child.once('close', resolve)),
    sleep(20_000, 'it still runs', { ref: false }),
  ]);
  expect(code).toBe(0);
  await soon(() => expect(isRunning(out.trim())).toBe(false));
});
