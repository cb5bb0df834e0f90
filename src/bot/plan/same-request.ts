import { createHash } from 'node:crypto';
import { type BotRequest, personKey, placeKey } from '../request/requests.ts';
import type { Thread } from '../thread/thread.ts';
import type { Draft } from './draft.ts';

/** What an edit draws, in a few characters: requests with the same ones are drawn as one. */
export function editDigest({ key }: Thread, draft: Draft, mask: Uint8Array | undefined): string {
  const { source, parent, base, prompt, replacements, weights, options, subjects = [] } = draft;
  const dials = Object.entries(options).sort(([a], [b]) => a.localeCompare(b));
  const what = [prompt, replacements, weights, dials, draft.mask, subjects, base];
  const words = [key, source, parent, ...what];
  return digest(JSON.stringify(words), mask);
}

/** The same for a picture that is inverted: everybody has a thread of their own. */
export function pictureDigest(
  { place, person }: BotRequest,
  picture: Uint8Array,
  prompt: string,
  fidelity: string,
): string {
  const words = [placeKey(place), personKey(place, person), prompt, fidelity];
  return digest(JSON.stringify(words), picture);
}

function digest(words: string, bytes: Uint8Array = new Uint8Array()): string {
  return createHash('sha256').update(words).update('\0').update(bytes).digest('base64url');
}
