import { extname } from 'node:path';

/** A module beside the one that asks: TypeScript in the repository, JavaScript in the package. */
export function moduleBeside({ url }: ImportMeta, name: string): URL {
  return new URL(`${name}${extname(url)}`, url);
}
