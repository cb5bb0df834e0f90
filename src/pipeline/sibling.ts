/**
 * A module beside the one that asks, for a process or thread of its own. Its file ends as the asking
 * one's does: `.ts` in the repository, `.js` in the package.
 */
export function sibling(name: string, from: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}
