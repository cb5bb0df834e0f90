import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type Keyv from 'keyv';
import { z } from 'zod';
import { Recent } from '../../../pipeline/recent.ts';

const REMEMBERED = 5_000;
/** Slack sends again what was not acknowledged: at once, after minutes, then hourly for a day. */
const REMEMBERED_MS = 25 * 60 * 60 * 1_000;
/** Slack wants to be answered within 3 s. */
const PATIENCE_MS = 2_500;

const EventBody = z.object({ team_id: z.string().default(''), event_id: z.string() });

/** Which events were taken, beyond a restart. */
export type TakenEvents = Pick<Keyv<true>, 'get' | 'set'>;

/**
 * Each event once. It is acknowledged when it has been taken, so that Slack sends it again if this
 * process is killed before; and one that an earlier process took is known from the store.
 */
export class Deliveries {
  readonly #store: TakenEvents | undefined;
  readonly #isListening: () => boolean;
  readonly #onFault: (error: unknown) => void;
  readonly #heard = new Recent<true>(REMEMBERED);
  readonly #waiting = new Map<string, () => void>();

  constructor(parts: {
    readonly store: TakenEvents | undefined;
    readonly isListening: () => boolean;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#store = parts.store;
    this.#isListening = parts.isListening;
    this.#onFault = parts.onFault;
  }

  /** Bolt acknowledges events before their listeners run: here they come first. */
  acknowledgeWhenTaken(app: App): void {
    const process = app.processEvent.bind(app);
    app.processEvent = async (event) => {
      const id = eventKey(event.body);
      if (id === null) return await process(event);
      const taken = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
      const done = process({ ...event, ack: async () => {} });
      const late = new AbortController();
      const patience = sleep(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => {});
      await Promise.race([taken, done, patience]);
      late.abort();
      this.#waiting.delete(id);
      // What is left because the bot stops, the next process takes.
      if (this.#isListening()) await event.ack();
      await done;
    };
  }

  /**
   * Does the work of an event, unless something under one of these keys was taken already. The work
   * says when it is written down, and at the latest is when it is done.
   */
  async once(keys: readonly string[], work: (onTaken: () => void) => Promise<void>): Promise<void> {
    if (keys.some((key) => this.#heard.has(key))) return;
    for (const key of keys) this.#heard.set(key, true);
    for (const key of keys) if (await this.#wasTaken(key)) return;
    let marked: Promise<void> | undefined;
    const mark = (): Promise<void> => {
      marked ??= Promise.all(keys.map((key) => this.#remember(key))).then(() => {});
      return marked;
    };
    await work(() => {
      mark().catch(this.#onFault);
    });
    await mark();
  }

  async #wasTaken(key: string): Promise<boolean> {
    try {
      return (await this.#store?.get(key)) === true;
    } catch (error) {
      this.#onFault(error);
      return false;
    }
  }

  async #remember(key: string): Promise<void> {
    try {
      await this.#store?.set(key, true, REMEMBERED_MS);
    } catch (error) {
      this.#onFault(error);
    }
    this.#waiting.get(key)?.();
  }
}

/** How an event differs from others; null for what is no event. */
export function eventKey(body: unknown): string | null {
  const { data } = EventBody.safeParse(body);
  return data ? `${data.team_id}/${data.event_id}` : null;
}
