import { gone } from '../view/notices.ts';
import { firstPictureStays, notYoursToDelete } from '../view/refusals.ts';
import type { Command } from './command.ts';

/** Deletes one result, its message and its pictures; only by its requester or a moderator. */
export const deleteResult: Command<'delete'> = async (
  { threads, jobs, policy, chatOf },
  { request, intent: { focus } },
) => {
  if (!focus) return { view: gone() };
  const { thread, result } = focus;
  if (!policy.mayManage(request, result.requester))
    return { view: notYoursToDelete(result.requester.name) };
  if (result.parent === null) return { view: firstPictureStays() };
  await jobs.dropAll((job) => job.result === result.id);
  await threads.apply(thread.key, { kind: 'removed', result: result.id });
  const chat = chatOf(request.place.platform);
  if (result.message) await jobs.removeMessage(result.message);
  // Such as “Undone”, which shows it too.
  for (const copy of await threads.unlink(new Set([result.id])))
    await chat.remove(copy).catch(() => {});
  return undefined;
};
