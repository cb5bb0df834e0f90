import type { EditResult } from '../pipeline/edit-types.ts';
import { METHOD_GROUPS } from './edit-methods.ts';
import type { EditRequestOptions } from './edit-request.ts';

type Measured = Pick<EditResult, 'method' | 'fit'>;

/**
 * The order in which several pictures of one edit are shown, as indices: best first by how well a CLIP
 * sees the new words in them, as they are where there is none. Methods side by side stay together by
 * their kind, and the kind of the best one comes first. Of variations no more are shown than were asked for.
 */
export function bestFirst(
  results: readonly Measured[],
  { using, variations = 1 }: EditRequestOptions,
): number[] {
  const score = (i: number) => results[i]!.fit?.score ?? 0;
  const ranked = results.map((_, i) => i).sort((a, b) => score(b) - score(a));
  if (using !== 'all') return ranked.slice(0, variations);
  const kind = (i: number) => METHOD_GROUPS[results[i]!.method];
  const kinds = [...new Set(ranked.map(kind))];
  return kinds.flatMap((one) => ranked.filter((i) => kind(i) === one));
}
