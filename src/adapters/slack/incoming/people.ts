import type { webApi } from '@slack/bolt';
import type { Person } from '../../../bot/request/requests.ts';
import { Recent } from '../../../pipeline/recent.ts';

const REMEMBERED_PEOPLE = 5_000;
const FRESH_MS = 10 * 60 * 1_000;

/**
 * Names and rights of people: events tell ids alone. Admins and owners of the bot's own team are
 * moderators and administrators; in a channel that teams share, those of another team are guests.
 */
export class People {
  readonly #client: webApi.WebClient;
  readonly #team: string;
  readonly #known = new Recent<{ readonly at: number; readonly person: Promise<Person> }>(
    REMEMBERED_PEOPLE,
  );

  constructor(client: webApi.WebClient, team: string) {
    this.#client = client;
    this.#team = team;
  }

  async find(id: string, name?: string): Promise<Person> {
    const known = this.#known.get(id);
    if (known && performance.now() - known.at < FRESH_MS) return await known.person;
    const person = this.#fetch(id, name);
    this.#known.set(id, { at: performance.now(), person });
    return await person;
  }

  /** Without the scope `users:read` everybody is a member like any other. */
  async #fetch(id: string, name?: string): Promise<Person> {
    const found = await this.#client.users.info({ user: id }).catch(() => null);
    const user = found?.user;
    const shown = user?.profile?.display_name || user?.real_name || user?.name;
    const isOurs = user?.team_id === this.#team && user.is_stranger !== true;
    const isAdmin = isOurs && (user.is_admin === true || user.is_owner === true);
    return {
      id,
      name: shown || name || 'somebody',
      moderator: isAdmin,
      administrator: isAdmin,
    };
  }
}
