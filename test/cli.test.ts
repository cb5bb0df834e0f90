import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { SharedPipelines } from '../src/cli/terminal/session.ts';
import { main } from '../src/cli.ts';
import { openModelFolder } from '../src/pipeline/model/folder.ts';
import { BUNDLED_MODEL, HUB_MODELS } from '../src/pipeline/model/registry.ts';
import { offersOf } from '../src/pipeline/offers.ts';

import { HubDouble } from './hub-double.ts';
import { blackPng } from './pictures.ts';
import { temporaryFolder } from './temporary.ts';

const BIN = fileURLToPath(new URL('../bin/wordbrush.js', import.meta.url));

/** A small disk to fill needs a mount of one's own, which some containers forbid. */
const CAN_MOUNT =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

const folder = temporaryFolder();

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { MODEL: _, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...inherited, WORDBRUSH_HOME: join(folder, 'home'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const outcome = new Promise<Outcome>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, outcome };
}

/** As people run it. */
function wordbrush(...args: string[]): Promise<Outcome> {
  return start(process.execPath, [BIN, ...args]).outcome;
}

const pipelines = new SharedPipelines();
afterAll(() => pipelines.close());

/** The same without processes of its own, whose start takes longer than most commands. */
async function commandLine(...args: string[]): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const hear = (stream: keyof typeof said, ending: string) => (text: unknown) => {
    said[stream] += `${text}${ending}`;
    return true;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(hear('stdout', '\n')),
    vi.spyOn(console, 'error').mockImplementation(hear('stderr', '\n')),
    vi.spyOn(process.stdout, 'write').mockImplementation(hear('stdout', '')),
    vi.spyOn(process.stderr, 'write').mockImplementation(hear('stderr', '')),
  ];
  try {
    return { code: await main(args, pipelines), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
beforeAll(() => {
  vi.stubEnv('MODEL', undefined);
  vi.stubEnv('WORDBRUSH_HOME', join(folder, 'home'));
  process.chdir(folder);
});
afterAll(() => process.chdir(fileURLToPath(new URL('..', import.meta.url))));

/** The parts of a model folder as a hub would list them. */
async function filesOf(root: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path))] as const)),
  );
}

/** Of a picture that was written. Wordbrush has its sharp open no paths. */
async function metadataOf(name: string) {
  return await sharp(await readFile(join(folder, name))).metadata();
}

/** Exit code 1, nothing on stdout, one line on stderr that matches. */
function refusal(pattern: RegExp) {
  return { code: 1, stdout: '', stderr: expect.stringMatching(pattern) };
}

const PROMPT = 'a cat on a red background';
const QUICK = ['--steps', '4', '--inner-steps', '2'];
const invertArgs = (image: string, prompt: string, out: string) =>
  ['invert', image, '--prompt', prompt, '--out', out, ...QUICK] as const;

/** A red picture with a disc, which needs no sense to be inverted. */
beforeAll(async () => {
  const [width, height] = [100, 80];
  const pixels = Array.from({ length: width * height }, (_, i) =>
    Math.hypot((i % width) - 50, Math.floor(i / width) - 40) < 20 ? [0, 0, 0] : [0xc0, 0x30, 0x30],
  );
  await sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels: 3 } })
    .jpeg()
    .toFile(join(folder, 'picture.jpg'));
  await writeFile(join(folder, 'text.jpg'), 'This is not a picture.');
  await writeFile(join(folder, 'huge.png'), blackPng(20_000));
});

describe('from a picture to an edit', () => {
  let inverted: Outcome;
  beforeAll(async () => {
    inverted = await wordbrush(...invertArgs('picture.jpg', PROMPT, 'inversion'), '--json');
  });

  it('invert prints one JSON object with its measurements', () => {
    expect(inverted).toMatchObject({ code: 0, stderr: '' });
    const report = z
      .strictObject({
        out: z.literal('inversion'),
        frame: z.strictObject({
          left: z.number(),
          top: z.literal(0),
          width: z.literal(0.8),
          height: z.literal(1),
        }),
        method: z.literal('null-text'),
        steps: z.literal(4),
        psnr: z.number().positive(),
        vaePsnr: z.number().positive(),
        unetEvaluations: z.int().positive(),
        gradientEvaluations: z.int().positive(),
        seconds: z.number().positive(),
        peakRssMiB: z.int().positive(),
        prompt: z.string(),
      })
      .parse(JSON.parse(inverted.stdout));
    expect(report.gradientEvaluations).toBeLessThanOrEqual(4 * 2);
  });

  it('edit writes a PNG and prints one JSON object', async () => {
    const edit = '"a cat" -> "a lion"';
    const edited = await wordbrush('edit', 'inversion', edit, '--out', 'lion.png', '--json');
    expect(edited).toMatchObject({ code: 0, stderr: '' });
    z.strictObject({
      out: z.literal('lion.png'),
      sourcePrompt: z.literal(PROMPT),
      targetPrompt: z.literal('a lion on a red background'),
      method: z.literal('instruct'),
      kind: z.null(),
      unetRows: z.int().positive(),
      seconds: z.number().positive(),
    }).parse(JSON.parse(edited.stdout));
    // As large as the chats show it.
    expect(await metadataOf('lion.png')).toMatchObject({
      format: 'png',
      width: 512,
      height: 512,
    });
  });

  it('edit takes anybody’s own words, and says which edit they became', async () => {
    const said = 'could you make it a lion?';
    const edited = await commandLine('edit', 'inversion', said, '--out', 'wish.png', '--json');
    expect(JSON.parse(edited.stdout)).toMatchObject({
      edit: '"cat" -> "lion"',
      targetPrompt: 'a lion on a red background',
    });
    const unsure = await commandLine('edit', 'inversion', 'make it blue', '--out', 'refused.png');
    expect(unsure).toEqual(refusal(/^Did you mean one of these\?.*"red" -> "blue"/));
  });

  it('removes a word, although the edit begins like an option, and finds a name itself', async () => {
    const edited = await commandLine('edit', 'inversion', '- "red"', '--own-size', '--json');
    const { out, targetPrompt } = z
      .looseObject({ out: z.string(), targetPrompt: z.string() })
      .parse(JSON.parse(edited.stdout));
    expect({ out, targetPrompt }).toEqual({
      out: 'inversion-edit.png',
      targetPrompt: 'a cat on a background',
    });
    expect(await metadataOf(out)).toMatchObject({ width: 128, height: 128 });
    const again = await commandLine('reconstruct', 'inversion', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ out: 'inversion-again.png' });
    const twice = await commandLine('reconstruct', 'inversion', '--json');
    expect(JSON.parse(twice.stdout)).toMatchObject({ out: 'inversion-again-2.png' });
  });

  it.each([
    ['jpg', 'jpeg', 'image/jpeg'],
    ['webp', 'webp', 'image/webp'],
    ['AVIF', 'heif', 'image/avif'],
  ])('writes a .%s as what it says it is', async (extension, format, mediaType) => {
    const out = `again.${extension}`;
    expect(await commandLine('reconstruct', 'inversion', '--out', out)).toMatchObject({ code: 0 });
    expect(await metadataOf(out)).toMatchObject({ format, mediaType });
  });

  it('edit using all draws a sheet of every method, with a given mask for the inpainting', {
    timeout: 180_000,
  }, async () => {
    const edit = '"a cat" -> "a lion" using all repeats 1';
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } })
      .png()
      .toFile(join(folder, 'white.png'));
    const options = ['--out', 'all.png', '--mask', 'white.png', '--json'];
    const edited = await commandLine('edit', 'inversion', edit, ...options);
    expect(edited).toMatchObject({ code: 0, stderr: '' });
    const fit = z.looseObject({ score: z.number().min(-1).max(1) });
    const told = z
      .array(z.looseObject({ method: z.string(), fit }))
      .parse(JSON.parse(edited.stdout));
    const { edits } = offersOf(await openModelFolder(BUNDLED_MODEL));
    // Imagic is tuned to each picture first, which takes too long here.
    expect(told.map(({ method }) => method)).toEqual(edits.filter((name) => name !== 'imagic'));
    const { width = 0 } = await metadataOf('all.png');
    expect(width).toBeGreaterThan(1_000);
  });

  it('words and reconstruct write their pictures', async () => {
    const words = await commandLine('words', 'inversion', '--out', 'words.png', '--json');
    expect(words.code).toBe(0);
    expect(JSON.parse(words.stdout)).toEqual({
      out: 'words.png',
      prompt: PROMPT,
      words: PROMPT.split(' '),
    });
    const reconstructed = await commandLine('reconstruct', 'inversion', '--out', 'again.png');
    expect(reconstructed).toMatchObject({ code: 0, stdout: expect.stringContaining(' dB') });
    for (const name of ['words.png', 'again.png'])
      expect(await metadataOf(name)).toMatchObject({ format: 'png' });
  });

  it.each([
    [
      'a left side that is not in the prompt',
      '"a dog" -> "a lion"',
      /^“a dog” is not in the prompt. The prompt is “a cat.*try "cat" -> "lion"/,
    ],
    [
      'a blend word that does not occur',
      '"cat" -> "lion" only "boat"',
      /^“boat” is not in the prompt/,
    ],
    ['several variations', '"cat" -> "lion" x4', /^x4 asks for several pictures/],
  ])('edit refuses %s with a sentence', async (_, edit, pattern) => {
    const refused = await commandLine('edit', 'inversion', edit, '--out', 'refused.png');
    expect(refused).toEqual(refusal(pattern));
    expect(existsSync(join(folder, 'refused.png'))).toBe(false);
  });

  it.skipIf(!CAN_MOUNT)(
    'a full disk costs a sentence, and not the file that was there',
    async () => {
      const script = `mkdir disk && mount -t tmpfs -o size=8k tmpfs disk && echo earlier > disk/out.png &&
      "$0" "$1" reconstruct inversion --out disk/out.png; code=$?; cat disk/*; exit $code`;
      const unshare = ['-rm', 'sh', '-c', script, process.execPath, BIN];
      const { code, stdout, stderr } = await start('unshare', unshare).outcome;
      expect(stderr).toBe(
        'Cannot write disk/out.png: the disk is full. Make room and run the command again.\n',
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: 'earlier\n' });
    },
  );

  it('a copy of the model, pulled from a hub, is used by its name and reads the inversion', async () => {
    const name = 'stable-diffusion-v1-5';
    const { repository, revision } = HUB_MODELS.find((model) => model.name === name)!;
    const hub = await HubDouble.start({
      repository,
      revision,
      files: await filesOf(BUNDLED_MODEL),
    });
    try {
      const pulled = await commandLine(
        'models',
        'pull',
        name,
        '--accept-licence',
        '--hub',
        hub.url,
      );
      expect(pulled).toMatchObject({ code: 0, stdout: expect.stringContaining(`--model ${name}`) });
    } finally {
      await hub.close();
    }
    const used = await commandLine(
      '--model',
      name,
      'reconstruct',
      'inversion',
      '--out',
      'same.png',
    );
    expect(used).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('invert refuses with a sentence', () => {
  it.each([
    ['a text file', 'text.jpg', PROMPT, /^The file is text\. Send a JPEG/],
    ['a picture of 400 megapixels', 'huge.png', PROMPT, /^The picture is 20000 × 20000 pixels/],
    ['an empty prompt', 'picture.jpg', ' ', /^The prompt is empty/],
    [
      'a prompt beyond the context',
      'picture.jpg',
      'cat '.repeat(200),
      /^The prompt is 200 tokens long/,
    ],
  ])('%s', async (_, image, prompt, pattern) => {
    expect(await commandLine(...invertArgs(image, prompt, 'refused'))).toEqual(refusal(pattern));
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('a place where nothing can be written, before the work', async () => {
    const refused = await commandLine(...invertArgs('picture.jpg', PROMPT, 'nowhere/out'));
    expect(refused).toEqual(refusal(/^Cannot write nowhere\/out: there is no such file or folder/));
  });

  it('a folder that is no model', async () => {
    const refused = await commandLine(
      '--model',
      '.',
      ...invertArgs('picture.jpg', PROMPT, 'refused'),
    );
    expect(refused).toEqual(refusal(/has no model_index\.json/));
  });

  it('a steps count that is no number', async () => {
    const args = invertArgs('picture.jpg', PROMPT, 'refused');
    expect(await commandLine(...args, '--steps', 'many')).toEqual({
      ...refusal(/must be a number/),
      code: 2,
    });
  });
});

it('Ctrl-C cancels cleanly', async () => {
  const args = [
    'invert',
    'picture.jpg',
    '--prompt',
    PROMPT,
    '--out',
    'cancelled',
    '--tolerance',
    '0',
  ];
  const { child, outcome } = start(process.execPath, [BIN, ...args]);
  // The interrupt means something once the pipeline's process is there.
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  const pipeline = await vi.waitFor(
    () => {
      const pid = readFileSync(children, 'utf8').trim();
      if (pid === '') throw new Error('no child yet');
      return pid;
    },
    { timeout: 30_000 },
  );
  child.kill('SIGINT');
  const { code, stdout, stderr } = await outcome;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toContain('The job was cancelled.');
  expect(existsSync(`/proc/${pipeline}`)).toBe(false);
  expect((await readdir(folder)).filter((name) => name.startsWith('cancelled'))).toEqual([]);
});

it('says before the work when the model sees a part of the picture only', async () => {
  await sharp({ create: { width: 300, height: 60, channels: 3, background: '#c03030' } })
    .png()
    .toFile(join(folder, 'panorama.png'));
  const args = (out: string) => [...invertArgs('panorama.png', PROMPT, out), '--method', 'encode'];
  const cropped = await commandLine(...args('cropped'));
  expect(cropped.code).toBe(0);
  expect(cropped.stderr).toBe(
    'The model sees the middle square of the picture, 20 % of it. To take the whole of it, add --fit fit.\n',
  );
  const whole = await commandLine(...args('whole'), '--fit', 'fit', '--json');
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  const { frame } = z
    .looseObject({ frame: z.record(z.string(), z.number()) })
    .parse(JSON.parse(whole.stdout));
  expect(frame).toMatchObject({ top: 0, width: 0.8, height: 1 });
});

it('without a prompt, the captioner says what the picture shows', async () => {
  const cat = join(BUNDLED_MODEL, 'examples', '01-cat.png');
  const sentence = 'a cat on a blue background in light snow';
  const caption = await commandLine('caption', cat, '--json');
  expect(JSON.parse(caption.stdout)).toEqual({ sentence, confidence: expect.any(Number) });
  const args = ['--method', 'encode', '--out', 'captioned'];
  const inverted = await commandLine('invert', cat, ...args, '--json');
  expect(JSON.parse(inverted.stdout)).toMatchObject({ prompt: sentence });
});

it('takes the sentence behind the picture as by --prompt, and not twice', async () => {
  const cat = join(BUNDLED_MODEL, 'examples', '01-cat.png');
  const args = ['invert', cat, 'a cat', '--method', 'encode', '--out', 'said', '--json'];
  expect(JSON.parse((await commandLine(...args)).stdout)).toMatchObject({ prompt: 'a cat' });
  expect(await commandLine(...args, '--prompt', 'a dog')).toMatchObject({
    ...{ code: 1, stdout: expect.stringContaining('Say the sentence once') },
  });
});

describe('what is typed wrongly', () => {
  it.each([
    ['a command that is none', ['inverrt'], /unknown command 'inverrt'.*invert/s],
    ['an option that is none', ['words', 'x', '--colour'], /unknown option '--colour'/],
    [
      'a kind of picture that cannot be written',
      ['edit', 'inversion', 'x', '--out', 'x.bmp'],
      /“\.bmp” is not a kind of picture that can be written\. Use one of \.png, \.jpg/,
    ],
    ['a name without a kind', ['words', 'x', '--out', 'x'], /It has no extension, so add one/],
  ])('%s: exit code 2', async (_, args, pattern) => {
    expect(await commandLine(...args)).toEqual({ ...refusal(pattern), code: 2 });
    const told = await commandLine(...args, '--json');
    expect(told).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(told.stdout)).toEqual({
      error: { code: 'usage', message: expect.stringMatching(/^[^\n]+$/) },
    });
  });

  it('with --json, other errors are JSON too', async () => {
    const told = await commandLine('reconstruct', 'none', '--json');
    expect(told).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(told.stdout)).toEqual({
      error: { code: 'io', message: expect.stringMatching(/^Cannot read none: there is no such/) },
    });
  });
});

describe('the command as a whole', () => {
  it('tells its version', async () => {
    expect(await commandLine('--version')).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it('npm and npx say nothing of their own around it', async () => {
    const project = fileURLToPath(new URL('..', import.meta.url));
    const npx = spawn('npx', ['wordbrush', '--version'], { cwd: project });
    let said = '';
    for (const stream of [npx.stdout, npx.stderr]) stream.on('data', (chunk) => (said += chunk));
    await new Promise((resolve) => npx.once('close', resolve));
    expect(said).toBe('0.1.0\n');
  });

  it('starts the bot without a word on stderr, whatever flags its Node was given', async () => {
    const settings = { WORDBRUSH_DATA: join(folder, 'data'), WORDBRUSH_PORT: '0' };
    const { child, outcome } = start(process.execPath, ['--expose-gc', BIN, 'start'], settings);
    child.stdout.on('data', (said) => {
      if (`${said}`.includes('Wordbrush is at')) child.kill('SIGTERM');
    });
    const { code, stdout, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Wordbrush is at http://');
  });

  it('completes its words in bash', async () => {
    const { stdout: script } = await commandLine('completion', 'bash');
    const complete = (...words: string[]) => {
      const last = words.length - 1;
      const test = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=${last}; _wordbrush; echo "\${COMPREPLY[*]}"`;
      return spawnSync('bash', ['-c', test, 'bash', ...words])
        .stdout.toString()
        .trim();
    };
    expect(complete('wordbrush', 'inv')).toBe('invert');
    expect(complete('wordbrush', 'models', '')).toBe('list pull');
    expect(complete('wordbrush', 'models', 'pull', '--acc')).toBe('--accept-licence');
    expect(complete('wordbrush', 'edit', 'x', '--o')).toBe('--out --own-size');
  });

  it.each(['zsh', 'fish'])('prints completions for %s', async (shell) => {
    const { code, stdout } = await commandLine('completion', shell);
    expect(code).toBe(0);
    for (const word of ['invert', 'pull', 'inner-steps']) expect(stdout).toContain(word);
  });

  // Makes a Node say that it is old; the one that it may start is not asked to.
  const asNode20 = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.1.0'}})`;

  it.skipIf(process.platform !== 'linux')(
    'finds the Node that npm brought when its own is too old',
    async () => {
      const { outcome } = start(process.execPath, ['--import', asNode20, BIN, 'models', 'list']);
      expect(await outcome).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('emoji-world'),
      });
    },
  );

  it('says how to get a Node when there is none', async () => {
    await mkdir(join(folder, 'bin'));
    await copyFile(BIN, join(folder, 'bin', 'wordbrush.mjs'));
    const args = ['--import', asNode20, join('bin', 'wordbrush.mjs'), 'doctor'];
    const pattern = /^Wordbrush needs Node 22\.19 or newer .*npm ci/;
    expect(await start(process.execPath, args).outcome).toEqual(refusal(pattern));
  });

  it('shows the stack of an error only when asked', async () => {
    const args = ['reconstruct', 'none', '--out', 'x.png'];
    const plain = await commandLine(...args);
    expect(plain.stderr.trim().split('\n').length).toBe(1);
    vi.stubEnv('WORDBRUSH_DEBUG', '1');
    const debug = await commandLine(...args);
    vi.stubEnv('WORDBRUSH_DEBUG', undefined);
    expect(debug.stderr).toContain('    at ');
    expect(debug.code).toBe(1);
  });

  it('refuses to pull a model without a yes to its licence', async () => {
    const refused = await commandLine('models', 'pull', 'stable-diffusion-v1-4');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/CreativeML OpenRAIL-M.*--accept-licence\.\n$/s);
  });

  it('doctor says what is there and what is missing', async () => {
    const healthy = await commandLine('doctor');
    expect(healthy).toMatchObject({ code: 0, stderr: '' });
    expect(healthy.stdout).toMatch(/✓ runtime {6}onnxruntime [\d.]+: cpu/);
    expect(healthy.stdout).toMatch(/✓ CLIP .*128 × 128, 30 tokens/);
    expect(healthy.stdout).toMatch(/✓ UNet .*reads sample float32/);
    expect(healthy.stdout).toMatch(/✓ methods .*null-text.*inpaint.*about [\d.]+ GiB to draw/);
    const sick = await commandLine('--model', './none', 'doctor');
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/✗ model {8}There is no model folder/);
  });
});
