import type { PlatformName } from '../../request/requests.ts';
import { isRedis } from '../stores.ts';
import type { Claim } from './claim.ts';
import { FolderClaim } from './folder-claim.ts';
import { RedisClaim } from './redis-claim.ts';

/**
 * Claims a store's file, or some platforms on a Redis: bots for other platforms may share that.
 *
 * @param onRival called when another bot turns out to have claimed the same meanwhile
 * @throws WordbrushError `io` when another bot has it
 */
export async function claimStores(
  where: string,
  platforms: readonly PlatformName[],
  onRival: (sentence: string) => void,
): Promise<Claim> {
  return isRedis(where) ? await RedisClaim.open(where, platforms, onRival) : new FolderClaim(where);
}
