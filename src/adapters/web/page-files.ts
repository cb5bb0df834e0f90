import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.otf': 'font/otf',
};

let files: Promise<ReadonlyMap<string, PageFile>> | undefined;

/** The page's files by path. Its modules are TypeScript: the types are stripped here, once. */
export function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  files ??= readAll();
  return files;
}

async function readAll(): Promise<ReadonlyMap<string, PageFile>> {
  const found = new Map<string, PageFile>();
  const folders = [
    { prefix: '/', folder: new URL('static/', import.meta.url) },
    { prefix: '/client/', folder: new URL('client/', import.meta.url) },
    { prefix: '/fonts/', folder: new URL('../../drawing/fonts/', import.meta.url) },
  ];
  for (const { prefix, folder } of folders)
    for (const name of await readdir(folder, { recursive: true })) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      const bytes = await readFile(new URL(name, folder));
      const isModule = name.endsWith('.ts');
      const body = isModule ? Buffer.from(stripTypeScriptTypes(bytes.toString('utf8'))) : bytes;
      found.set(`${prefix}${name === 'index.html' ? '' : name}`, {
        type,
        body: Uint8Array.from(body),
      });
    }
  return found;
}
