import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..');

/** The bundled model, whose figures every bench but the full-size one shows. */
export const MODEL = join(ROOT, 'models', 'emoji-world');

const DOCUMENT = join(ROOT, 'docs', 'benchmarks.md');

/** What a bench found: the object that `--json` prints, and the table that people read. */
export interface BenchResult {
  readonly figures: object;
  /** Markdown. */
  readonly table: string;
}

/**
 * Ends a bench: `--json` prints the figures as one JSON object, otherwise the command, machine,
 * versions, date and table are printed; `--write` puts the same into the bench's section of
 * docs/benchmarks.md.
 */
export async function report(
  name: string,
  command: string,
  { figures, table }: BenchResult,
  { json = false, write = false }: { json?: boolean | undefined; write?: boolean | undefined },
): Promise<void> {
  const text = `\`${command}\` · ${await circumstances()}\n\n${table.trim()}\n`;
  if (write) await writeSection(name, text);
  process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : text);
}

/** Machine, versions and day, on one line. */
async function circumstances(): Promise<string> {
  const manifest = join(ROOT, 'node_modules', 'onnxruntime-node', 'package.json');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(manifest, 'utf8')));
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${cores[0]?.model.trim() || process.arch}, ${cores.length} cores, ${memory}`,
    `Node ${process.versions.node}, onnxruntime ${version}`,
    new Date().toISOString().slice(0, 10),
  ].join(' · ');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` in docs/benchmarks.md. */
async function writeSection(name: string, text: string): Promise<void> {
  const document = await readFile(DOCUMENT, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = document.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/benchmarks.md has no section between ${start} and ${end}.`);
  await writeFile(DOCUMENT, `${before}${start}\n${text}${end}${after}`);
}

/** A Markdown table; every column but the first is set flush right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
