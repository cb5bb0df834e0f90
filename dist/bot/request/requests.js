/** What people do, said without any platform's words. Adapters make these; the bot answers them. */
import { z } from 'zod';
export const PLATFORMS = ['discord', 'slack', 'web'];
/** Where something happens. Plain data: it is stored, and found again after a restart. */
export const Place = z
    .strictObject({
    platform: z.enum(PLATFORMS),
    /** Guild, team, or the one workspace of the web chat; for direct messages the platform's own id. */
    workspace: z.string(),
    channel: z.string(),
    /** Inside a thread: its id. */
    thread: z.string().exactOptional(),
})
    .readonly();
/** A message that the bot posted, or that a request points at. Plain data. */
export const MessageRef = z.strictObject({ place: Place, id: z.string() }).readonly();
/** One key per place, message or person, for stores. */
export function placeKey({ platform, workspace, channel, thread }) {
    return [platform, workspace, channel, thread ?? ''].map(encodeURIComponent).join('/');
}
export function isSamePlace(a, b) {
    return placeKey(a) === placeKey(b);
}
/** Whether two places are in one channel, whatever their threads. */
export function isSameChannel(a, b) {
    return placeKey({ ...a, thread: '' }) === placeKey({ ...b, thread: '' });
}
export function workspaceKey({ platform, workspace }) {
    return [platform, workspace].map(encodeURIComponent).join('/');
}
/** Message ids are unique within a channel on every platform, in its threads too. */
export function messageKey({ place, id }) {
    const { platform, workspace, channel } = place;
    return [platform, workspace, channel, id].map(encodeURIComponent).join('/');
}
/** People are the same across the workspaces of a platform, except where ids are per workspace. */
export function personKey({ platform, workspace }, person) {
    const scope = platform === 'slack' ? [platform, workspace] : [platform];
    return [...scope, person.id].map(encodeURIComponent).join('/');
}
