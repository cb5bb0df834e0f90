import type { Redis } from 'ioredis';
import { z } from 'zod';
import { WordbrushError } from '../../pipeline/errors.ts';
import { QUEUE } from './bull.ts';

/** What a queue's jobs are drawn by: inversions of one model are of no use to another. */
export const QueueModel = z.strictObject({
  /** Of the model folder's files. */
  fingerprint: z.string(),
  /** For people. */
  name: z.string(),
});
export type QueueModel = z.infer<typeof QueueModel>;

const KEY = `${QUEUE}:queue-model`;

/** A bot says which model its jobs are for. */
export async function announceModel(redis: Redis, model: QueueModel): Promise<void> {
  await redis.set(KEY, JSON.stringify(model));
}

/** @throws WordbrushError `bad-model` when the bot of this queue has said another model */
export async function checkModel(redis: Redis, model: QueueModel): Promise<void> {
  const said = await redis.get(KEY);
  const wanted = said === null ? null : QueueModel.safeParse(JSON.parse(said)).data;
  if (!wanted || wanted.fingerprint === model.fingerprint) return;
  throw new WordbrushError(
    'bad-model',
    `The bot of this queue works with the model ${wanted.name}, and this worker would draw with another, ${model.name}. Set MODEL to the same model on both; after a change, restart the bot first.`,
  );
}
