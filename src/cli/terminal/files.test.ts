import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { checkOutput, readInversion, readPicture, writeOutput } from './files.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function sentence(pattern: RegExp) {
  return { code: 'io', message: expect.stringMatching(pattern) };
}

describe('writeOutput', () => {
  it('replaces a file and leaves nothing else behind', async () => {
    const path = join(folder, 'out.png');
    await writeFile(path, 'before');
    await writeOutput(path, Buffer.from('after'));
    expect(await readFile(path, 'utf8')).toBe('after');
    expect(await readdir(folder)).toEqual(['out.png']);
  });

  it('says that the disk is full', async () => {
    await expect(writeOutput('/dev/full', Buffer.from('x'))).rejects.toMatchObject(
      sentence(/^Cannot write \/dev\/full: the disk is full\. Make room/),
    );
  });
});

describe('checkOutput', () => {
  it('accepts a new file, an existing one and a device', async () => {
    await writeFile(join(folder, 'old.png'), '');
    for (const path of [join(folder, 'new.png'), join(folder, 'old.png'), '/dev/null'])
      await expect(checkOutput(path)).resolves.toBeUndefined();
  });

  it.each([
    ['nowhere/out.png', /^Cannot write .*nowhere.out\.png: there is no such file or folder\./],
    ['file/out.png', /a part of the path is a file/],
    ['', /it is a folder\. Give the path of a file\.$/],
  ])('refuses %j', async (path, pattern) => {
    await writeFile(join(folder, 'file'), '');
    await expect(checkOutput(join(folder, path))).rejects.toMatchObject(sentence(pattern));
  });
});

it('reading says which file is not there', async () => {
  const path = join(folder, 'none');
  const pattern = /^Cannot read .*none: there is no such file/;
  await expect(readPicture(path)).rejects.toMatchObject(sentence(pattern));
  await expect(readInversion(path)).rejects.toMatchObject(sentence(pattern));
});
