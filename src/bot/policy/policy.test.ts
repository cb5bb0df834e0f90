import { describe, expect, it } from 'vitest';
import type { BotRequest, Person } from '../request/requests.ts';
import { openStores } from '../store/stores.ts';
import { Hourly } from './hourly.ts';
import { Policy, type PolicySettings } from './policy.ts';

const EVERYBODY: PolicySettings = {
  jobsPerPerson: 4,
  maxPictureBytes: 1_000,
  allowedChannels: [],
  allowedRoles: [],
  blockedPeople: [],
  blockedWords: [],
};
const hourly = new Hourly(openStores(':memory:', 60_000).asked, { person: 0, channel: 0 });
const policy = (settings: Partial<PolicySettings>) =>
  new Policy({ ...EVERYBODY, ...settings }, hourly);
const ANN: Person = { id: 'ann', name: 'Ann', moderator: false };
const by = (person: Partial<Person>, platform: 'discord' | 'web' = 'discord'): BotRequest => ({
  kind: 'command',
  name: 'help',
  options: {},
  attachments: [],
  place: { platform, workspace: 'guild', channel: 'pictures' },
  person: { ...ANN, ...person },
});

describe('who may use the bot', () => {
  it('is everybody without lists', () => {
    expect(policy({}).refuseRequest(by({}))).toBeNull();
  });

  it('is who has one of the roles', () => {
    const artists = policy({ allowedRoles: ['artist', 'staff'] });
    expect(artists.refuseRequest(by({ roles: ['staff'] }))).toBeNull();
    expect(artists.refuseRequest(by({ roles: ['guest'] }))).toContain('certain roles');
    expect(artists.refuseRequest(by({}))).toContain('certain roles');
  });

  it('is an owner, whatever the lists say', () => {
    const lists = { blockedPeople: ['ann'], allowedChannels: ['art'], allowedRoles: ['artist'] };
    expect(policy(lists).refuseRequest(by({}))).toContain('cannot use');
    expect(policy({ ...lists, owners: ['ann'] }).refuseRequest(by({}))).toBeNull();
  });

  it('makes moderators of owners alone, and of nobody by a name in the web chat', () => {
    const owned = policy({ owners: ['ann'] });
    expect(owned.recognise(by({})).person.moderator).toBe(true);
    expect(owned.recognise(by({ id: 'ben' })).person.moderator).toBe(false);
    expect(owned.recognise(by({}, 'web')).person.moderator).toBe(false);
  });
});

describe('blocked words', () => {
  const strict = policy({ blockedWords: ['lion', 'naked man'] });
  it.each([
    'a lion',
    'A LION!',
    'a ｌｉｏｎ',
    'a 𝐥𝐢𝐨𝐧',
    'a líon',
    'a lion1',
    'lion²',
    '3lion',
    'a li\u20ddon',
    'a Naked  Man on a bed',
  ])('are found in %s', (prompt) => {
    expect(strict.refusePrompt(prompt)).toMatch(/is not allowed here\. Leave that out/);
  });
  it.each(['a dandelion', 'a naked mole rat and a man', ''])('are not found in %s', (prompt) => {
    expect(strict.refusePrompt(prompt)).toBeNull();
  });
});

it('keeps prompts short', () => {
  expect(policy({}).refusePrompt('a'.repeat(501))).toContain('this one has 501');
});
