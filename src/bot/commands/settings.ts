import { placeKey } from '../request/requests.ts';
import { Fidelity, type Settings } from '../thread/thread.ts';
import { settingsView } from '../view/notices.ts';
import { moderatorsSetDefaults, outsideRange } from '../view/refusals.ts';
import type { Command } from './command.ts';

/** Shows or changes the defaults of this thread, or of the channel outside one. */
export const settings: Command<'settings'> = async (
  { stores, settingsAt },
  { request: { place, person }, intent: { options } },
) => {
  const { fidelity, strength, structure } = options;
  const wrong = [strength, structure].find((value) => value !== undefined && !isShare(value));
  if (wrong !== undefined) return { view: outsideRange(wrong) };
  const fidelityNow = Fidelity.safeParse(fidelity).data;
  const change: Settings = {
    ...(fidelityNow && { fidelity: fidelityNow }),
    ...(isShare(strength) && { strength }),
    ...(isShare(structure) && { structure }),
  };
  const where = place.thread === undefined ? 'channel' : 'thread';
  if (Object.keys(change).length > 0) {
    if (where === 'channel' && !person.moderator) return { view: moderatorsSetDefaults() };
    const key = placeKey(place);
    await stores.settings.set(key, { ...(await stores.settings.get(key)), ...change });
  }
  return { view: settingsView(where, await settingsAt(place)) };
};

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
