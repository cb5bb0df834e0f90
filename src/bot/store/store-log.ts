import type { Logger } from '../../log.ts';
import type { StoreOptions } from './stores.ts';

/** What the stores run into, for whoever reads the log: keys name places and people by their ids alone. */
export function storeLog(log: Logger): Required<Pick<StoreOptions, 'onDamage' | 'onRefusal'>> {
  return {
    onDamage: (key, err) => log.error({ key, err }, 'an entry of the store was damaged'),
    onRefusal: (err, work) =>
      log.warn({ err, work }, 'the store refused something; it is tried again'),
  };
}
