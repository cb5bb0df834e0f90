import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PICTURE = join(ROOT, 'src', 'pipeline', 'fixtures', 'cat-on-red.png');

/** npm and tsc keep what Node compiled in the temporary folder, where nothing may be left. */
const ENVIRONMENT = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };

let project: string;

function run(command: string, args: readonly string[], folder = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  expect(status, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** What `npm run package` makes, installed in an empty project. */
beforeAll(async () => {
  project = temporaryFolder();
  run('npm', ['run', '--silent', 'package', '--', '--silent', '--pack-destination', project], ROOT);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  run('npm', ['install', ...quiet, './wordbrush-0.1.0.tgz']);
}, 300_000);

describe('the package, installed in an empty project', () => {
  it('inverts a picture and edits it, in this process and in one of its own', async () => {
    const script = `
      import { readFile } from 'node:fs/promises';
      import { BUNDLED_MODEL, EditingPipeline, encodeAs, PipelineClient } from 'wordbrush';
      const picture = await readFile(process.argv[2]);
      const options = { method: 'negative-prompt', steps: 4 };
      const pipeline = await EditingPipeline.load(BUNDLED_MODEL);
      const inversion = await pipeline.invert(picture, 'a cat on a red background', options);
      const targetPrompt = 'a dog on a red background';
      const [edited] = await pipeline.edit(inversion, [{ targetPrompt }]);
      const client = new PipelineClient({ folder: BUNDLED_MODEL });
      const again = await client.invert(picture, 'a cat on a red background', options);
      await client.close();
      const jpeg = await encodeAs('jpg', edited.picture);
      console.log(JSON.stringify({
        psnr: inversion.report.psnr,
        same: again.report.psnr === inversion.report.psnr,
        isJpeg: jpeg[0] === 0xff && jpeg[1] === 0xd8,
      }));`;
    await writeFile(join(project, 'edit.js'), script);
    const made: unknown = JSON.parse(run(process.execPath, ['edit.js', PICTURE]));
    expect(made).toEqual({ psnr: expect.any(Number), same: true, isJpeg: true });
  }, 120_000);

  it('has the graph compiler beside it', async () => {
    const script = `
      import { BUNDLED_MODEL } from 'wordbrush';
      import { printGraph, readGraph } from 'wordbrush/graph';
      console.log(printGraph(await readGraph(BUNDLED_MODEL + '/unet/model.onnx')).length > 1000);`;
    await writeFile(join(project, 'graph.js'), script);
    expect(run(process.execPath, ['graph.js'])).toBe('true\n');
  });

  it('carries what reads wishes: types of words, and weights that tell wishes from talk', async () => {
    const built = join(project, 'node_modules', 'wordbrush', 'dist');
    const script = `
      import { understand } from ${JSON.stringify(join(built, 'edit-language', 'wishes', 'understand.js'))};
      const hear = (typed) =>
        understand(typed, { prompt: 'a cat wearing a hat in the snow', isAddressed: false });
      console.log(JSON.stringify([hear('make it an okapi'), hear('holy cow')]));`;
    await writeFile(join(project, 'wish.js'), script);
    const heard: unknown = JSON.parse(run(process.execPath, ['wish.js']));
    expect(heard).toEqual([{ kind: 'edit', edit: '"cat" -> "okapi"' }, { kind: 'silence' }]);
  });

  it('runs the examples', async () => {
    for (const name of ['edit-a-picture.ts', 'gradient.ts'])
      await copyFile(join(ROOT, 'examples', name), join(project, name));
    const edited = run(process.execPath, ['edit-a-picture.ts']);
    expect(edited).toContain('lion.png: “a lion on a blue background in light snow”');
    expect(existsSync(join(project, 'lion.png'))).toBe(true);
    const printed = run(process.execPath, ['gradient.ts']);
    expect(printed).toContain('outputs loss: float32[], gradient: float32[1,3]');
  }, 120_000);

  it('has types that a strict project can use', async () => {
    const right = `
      import { EditingPipeline, type EditSpec, type Inversion, type Picture } from 'wordbrush';
      import { differentiate } from 'wordbrush/graph';
      const pipeline = await EditingPipeline.load('models/emoji-world');
      const inversion: Inversion = await pipeline.invert(new Uint8Array(), 'a cat', { steps: 4 });
      const spec: EditSpec = { targetPrompt: 'a dog' };
      const [result] = await pipeline.edit(inversion, [spec]);
      export const picture: Picture | undefined = result?.picture;
      export const rule: (...given: never[]) => unknown = differentiate;`;
    await writeFile(join(project, 'right.ts'), right);
    await writeFile(join(project, 'wrong.ts'), right.replace('steps: 4', "steps: 'four'"));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const check = (file: string) =>
      spawnSync(
        process.execPath,
        [
          tsc,
          '--noEmit',
          '--strict',
          '--module',
          'nodenext',
          '--target',
          'es2024',
          '--typeRoots',
          join(ROOT, 'node_modules', '@types'),
          '--types',
          'node',
          file,
        ],
        { cwd: project, encoding: 'utf8', env: ENVIRONMENT },
      );
    expect(check('right.ts')).toMatchObject({ status: 0, stdout: '' });
    expect(check('wrong.ts').stdout).toMatch(
      /wrong\.ts.*'string' is not assignable to type 'number'/,
    );
  });

  it('opens the web chat by npx wordbrush alone', async () => {
    const environment = { WORDBRUSH_PORT: '0', WORDBRUSH_DATA: join(project, 'data') };
    const bot = spawn('npx', ['wordbrush'], {
      cwd: project,
      env: { ...ENVIRONMENT, ...environment },
      detached: true,
    });
    try {
      const address = await addressFrom(bot);
      const page = await (await fetch(address)).text();
      expect(page).toContain('<title>');
      const module = await fetch(new URL('/client/main.ts', address));
      expect(module.headers.get('content-type')).toContain('javascript');
    } finally {
      if (bot.pid !== undefined) process.kill(-bot.pid, 'SIGTERM');
      await once(bot, 'exit');
    }
  }, 60_000);
});

/** Where the bot says that it is. */
async function addressFrom(bot: ChildProcess): Promise<string> {
  let said = '';
  return await new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk;
      const found = /Wordbrush is at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    bot.stdout?.on('data', hear);
    bot.stderr?.on('data', hear);
    bot.once('exit', () => reject(new Error(`It ended: ${said}`)));
  });
}
