import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/bot/request/commands.ts';
import type { Action, Person, Place, PlatformName } from '../../src/bot/request/requests.ts';
import { plainText, type View } from '../../src/bot/view/views.ts';
import {
  buttonsOf,
  Conversation,
  command,
  keysOf,
  press,
  react,
  say,
} from '../conversation/conversation.ts';

const ANN: Person = { id: 'ann', name: 'Annabella', moderator: false };
const BEN: Person = { id: 'ben', name: 'Benedict', moderator: false };
const CARLA: Person = { id: 'carla', name: 'Carla', moderator: true };

/** Where Ann is at work, and places from which nobody may learn of it. */
const PLATFORM_PLACES: Readonly<
  Record<
    Exclude<PlatformName, 'web'>,
    { readonly anns: Place; readonly others: Readonly<Record<string, Place>> }
  >
> = {
  discord: {
    anns: { platform: 'discord', workspace: 'guild', channel: 'staff' },
    others: {
      'another guild': { platform: 'discord', workspace: 'other', channel: 'staff' },
      'another channel': { platform: 'discord', workspace: 'guild', channel: 'lobby' },
      'the channel outside her thread': {
        platform: 'discord',
        workspace: 'guild',
        channel: 'staff',
      },
      'another thread': { platform: 'discord', workspace: 'guild', channel: 'staff', thread: 't' },
      'a direct message': { platform: 'discord', workspace: 'dm', channel: 'dm' },
    },
  },
  slack: {
    anns: { platform: 'slack', workspace: 'T1', channel: 'C1' },
    others: {
      'another team': { platform: 'slack', workspace: 'T2', channel: 'C1' },
      'another channel': { platform: 'slack', workspace: 'T1', channel: 'C2' },
      'another thread': { platform: 'slack', workspace: 'T1', channel: 'C1', thread: '9.9' },
    },
  },
};

/** Words of what Ann does. Her own name and what she calls things. */
const SECRETS = ['Annabella', 'okapi', 'quagga', 'hidden', 'beach', '0.123'];

for (const [platform, { anns, others }] of Object.entries(PLATFORM_PLACES))
  describe(`on ${platform}, somebody elsewhere`, () => {
    let talk: Conversation;
    let thread: Place;
    let release: () => void;
    let ids: { readonly result: string; readonly job: string; readonly messages: string[] };

    beforeEach(async () => {
      talk = new Conversation(anns.platform);
      await talk.restart({ jobsPerPerson: 9 });
      ({ at: thread } = await threadIn('an okapi on a hidden beach'));
      await talk.act(command('settings', { strength: 0.123 }), { at: thread, as: ANN });
      await talk.act(say('okapi -> quagga'), { at: thread, as: ANN });
      await talk.bot.settled();
      const result = buttonsOf(talk.last(thread).view).find(({ label }) => label === 'Undo');
      release = talk.model.hold();
      await talk.act(say('beach -> quagga'), { at: thread, as: ANN });
      await talk.act(say('hidden -> quagga'), { at: thread, as: ANN });
      const cancel = buttonsOf(talk.last(thread).view).find(({ label }) => label === 'Cancel');
      ids = {
        result: result!.id.split(':')[1]!,
        job: cancel!.id.split(':')[1]!,
        messages: talk.inThread(thread).map(({ id }) => id),
      };
    });
    afterEach(async () => {
      release();
      await talk.close();
    });

    async function threadIn(prompt: string): Promise<{ at: Place }> {
      await talk.act(command('invert', { prompt }, { attachments: [talk.picture] }), {
        at: anns,
        as: ANN,
      });
      await talk.bot.settled();
      return { at: talk.chat.threads.at(-1)!.place };
    }

    /** Everything that can be asked for with what an outsider may have got hold of. */
    function probes(): Action[] {
      const { result, job, messages } = ids;
      const verbs =
        'stronger weaker vary pick undo compare full delete edit example cancel forget'.split(' ');
      return [
        ...COMMANDS.map(({ name }) => command(name, { edit: 'okapi -> cat', example: '1' })),
        ...COMMANDS.map(({ name }) => command(name, {}, { message: messages[0]! })),
        ...['thread', 'mine'].map((what) => command('forget', { what })),
        ...['undo', 'okapi -> cat', 'queue', '/history'].flatMap((typed) => [
          say(typed, undefined, { addressed: true }),
          say(typed, messages.at(-1)!, { addressed: true }),
        ]),
        ...verbs.flatMap((verb) =>
          [`${verb}:${result}`, `${verb}:${result}:0`, `${verb}:${job}`].map(
            (id): Action => ({ kind: 'button', message: messages[0]!, id }),
          ),
        ),
        { kind: 'form', id: `edit:${result}`, values: { edit: 'okapi -> cat' }, attachments: [] },
        { kind: 'shortcut', message: messages.at(-1)!, attachments: [] },
      ];
    }

    it.each(Object.keys(others))('in %s learns nothing and changes nothing', async (where) => {
      const at = others[where]!;
      const before = await everything();
      const told: string[] = [];
      const shownBefore = new Set(talk.chat.shown.map(({ id }) => id));
      for (const as of [BEN, CARLA])
        for (const action of probes()) {
          const answers = await talk.act(action, { at, as });
          told.push(...answers.map((view) => `${JSON.stringify(action)}: ${allText(view)}`));
          const form = await talk.bot.form({ ...action, place: at, person: as });
          told.push(JSON.stringify(form));
        }
      told.push(JSON.stringify(await talk.bot.sentence(at)));
      for (const option of ['edit', 'example'])
        for (const name of ['edit', 'compare', 'gallery'])
          for (const text of ['', 'o', 'okap'])
            told.push(
              JSON.stringify(await talk.bot.suggest({ place: at, command: name, option, text })),
            );
      told.push(
        ...talk.chat.shown
          .filter(({ id }) => !shownBefore.has(id))
          .map(({ view }) => allText(view)),
      );
      // Their own words come back to them.
      const learnt = told.map((text) =>
        text
          .replace(/^\{.*?\}: /u, '')
          .replaceAll('okapi -> cat', '')
          .replaceAll('“okapi', ''),
      );
      expect(learnt.filter((text) => SECRETS.some((secret) => text.includes(secret)))).toEqual([]);
      expect(await everything()).toEqual(before);
    });

    it('sees in the queue how much goes on, and only that', async () => {
      for (const [where, at] of Object.entries(others)) {
        const [told] = await talk.act(command('queue'), { at, as: BEN });
        expect(plainText(told!), where).toBe(
          'Nothing is running or waiting here. Elsewhere: 2 more.',
        );
      }
      const elsewhere = Object.values(others)[1]!;
      const [own] = await talk.act(command('queue'), { at: elsewhere, as: ANN });
      expect(plainText(own!)).toBe(
        'Nothing is running or waiting here. Elsewhere: 2 more, 2 of them yours.',
      );
      const [inside] = await talk.act(command('queue'), { at: thread, as: BEN });
      expect(plainText(inside!)).toMatch(/beach -> quagga, Annabella/);
    });

    it('may stop and take away by the very message, where it is', async () => {
      for (const at of Object.values(others))
        await talk.act(
          { kind: 'button', message: 'm', id: `cancel:${ids.job}` },
          { at, as: CARLA },
        );
      expect(
        talk
          .inThread(thread)
          .map(({ view }) => plainText(view))
          .join(),
      ).not.toContain('Stop');
      await talk.act(press('Cancel', talk.last(thread)), { at: thread, as: CARLA });
      expect(plainText(talk.last(thread).view)).toBe('Stopped: hidden -> quagga.');
      const edited = talk.inThread(thread).find(({ id }) => id === ids.messages.at(-3))!;
      await talk.act(react('🗑️', edited.id), { at: anns, as: CARLA });
      expect(talk.inThread(thread).map(({ id }) => id)).not.toContain(edited.id);
    });

    async function everything() {
      const key = (await keysOf(talk.stores.threads)).find((each) =>
        each.includes(encodeURIComponent(thread.thread!)),
      )!;
      return {
        thread: await talk.stores.threads.get(key),
        jobs: (await keysOf(talk.stores.jobs)).sort(),
        shown: talk.inThread(thread).map(({ id }) => id),
      };
    }
  });

function allText(view: View): string {
  return `${plainText(view)} ${JSON.stringify(view, (key, value) => (key === 'bytes' ? '' : value))}`;
}
