import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Graph } from '../ir.ts';
import { type ExternalData, fromFloat16, isExternal, type TensorValue } from '../tensor-value.ts';

/** Smaller constants are kept inside the graph. */
const EXTERNAL_FROM_BYTES = 1024;

/** Name of the file of the weights that no stock file holds. */
const WEIGHT_FILE = 'wordbrush-weights.bin';

/**
 * One file of weights that every graph of a folder shares. The same bytes are stored once, however
 * many graphs add them. onnxruntime maps the file, so that sharing it shares memory.
 */
export class WeightFile {
  readonly #path: string;
  readonly #index: Map<string, ExternalData>;

  constructor(folder: string) {
    this.#path = join(folder, WEIGHT_FILE);
    const index = `${this.#path}.json`;
    this.#index = new Map(existsSync(index) ? JSON.parse(readFileSync(index, 'utf8')) : []);
  }

  /** Stores the bytes, unless they are there already, and says where they are. */
  add(bytes: Uint8Array): ExternalData {
    const key = createHash('sha256').update(bytes).digest('base64');
    const known = this.#index.get(key);
    if (known) return known;
    const file = openSync(this.#path, 'a');
    try {
      // Aligned as the runtime's kernels like it.
      const size = fstatSync(file).size;
      const offset = Math.ceil(size / 64) * 64;
      writeSync(file, new Uint8Array(offset - size));
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, Math.min(bytes.length - done, 2 ** 30));
      const stored = { location: WEIGHT_FILE, offset, length: bytes.length };
      this.#index.set(key, stored);
      return stored;
    } finally {
      closeSync(file);
    }
  }

  /** Makes the constant external when it is large. */
  store(value: TensorValue): TensorValue {
    if (isExternal(value.data) || value.data.length < EXTERNAL_FROM_BYTES) return value;
    return { ...value, data: this.add(value.data) };
  }

  /** Writes the index, so that a later process finds what is there. */
  save(): void {
    const index = `${this.#path}.json`;
    writeFileSync(`${index}.new`, JSON.stringify([...this.#index]));
    renameSync(`${index}.new`, index);
  }
}

/** The bytes of a constant, read from its file where it is external. */
export function readData(value: TensorValue, folder: string): Uint8Array {
  if (!isExternal(value.data)) return value.data;
  const { location, offset, length } = value.data;
  const bytes = new Uint8Array(length);
  const file = openSync(join(folder, location), 'r');
  try {
    for (let done = 0; done < length; )
      done += readSync(file, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/**
 * Brings the files that the graph's weights lie in from folder `from` to folder `to`, without
 * copying where the file system can link: onnxruntime reads no weights outside a graph's folder.
 */
export function linkExternalData(graph: Graph, from: string, to: string): void {
  const locations = new Set<string>();
  for (const { data } of graph.initializers.values())
    if (isExternal(data) && data.location !== WEIGHT_FILE) locations.add(data.location);
  for (const location of locations) {
    const target = join(to, location);
    // A hub's cache holds symbolic links, which the runtime refuses.
    const source = realpathSync(join(from, location));
    if (existsSync(target) && statSync(target).size === statSync(source).size) continue;
    mkdirSync(dirname(target), { recursive: true });
    // What is there may be a link to another model's weights: never write into it.
    rmSync(target, { force: true });
    try {
      linkSync(source, target);
    } catch {
      copyFileSync(source, target);
    }
  }
}

/** Half-precision bytes as single precision. */
export function widenBytes(bytes: Uint8Array): Uint8Array {
  const halves = new Uint16Array(new Uint8Array(bytes).buffer);
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = FLOAT16[halves[i]!]!;
  return new Uint8Array(floats.buffer);
}

const FLOAT16 = Float32Array.from({ length: 2 ** 16 }, (_, bits) => fromFloat16(bits));
