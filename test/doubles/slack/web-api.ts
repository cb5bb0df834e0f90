import {
  type Block,
  BOT,
  BOT_USER,
  filePayload,
  type Message,
  memberPayload,
  messagePayload,
  TEAM,
  type World,
} from './world.ts';

export interface WebApiOptions {
  readonly scopes: ReadonlySet<string>;
  /** How long a shared file takes to appear. */
  readonly shareDelayMs: number;
  readonly fileLimit: number;
  readonly origin: () => string;
  readonly socketUrl: () => string;
}

export interface OpenView {
  readonly id: string;
  readonly view: {
    readonly private_metadata: string;
    readonly callback_id: string;
    readonly title: { readonly text: string };
    readonly blocks: readonly {
      readonly block_id: string;
      readonly label: { readonly text: string };
      readonly hint?: { readonly text: string };
      readonly element: {
        readonly type: string;
        readonly action_id: string;
        readonly initial_value?: string;
        readonly max_files?: number;
        readonly max_length?: number;
        readonly placeholder?: { readonly text: string };
      };
    }[];
  };
}

/** A refusal by its name, as Slack gives it with status 200. */
export class Refusal extends Error {}

const SCOPES: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.delete': 'files:write',
  'files.info': 'files:read',
  'reactions.add': 'reactions:write',
  'conversations.history': 'channels:history',
  'conversations.replies': 'channels:history',
  'users.info': 'users:read',
};
const KNOWN_EMOJI = new Set([
  'heavy_plus_sign',
  'heavy_minus_sign',
  'leftwards_arrow_with_hook',
  'snowflake',
  'cat',
  'lion_face',
  'red_circle',
  'large_blue_circle',
]);
const TRIGGER_MS = 3_000;

type Call = Readonly<Record<string, unknown>>;

/** The methods that the bot calls, with Slack's rules. */
export class WebApi {
  readonly world: World;
  readonly calls: { readonly method: string; readonly call: Call }[] = [];
  /** What opens a form, and since when. */
  readonly triggers = new Map<string, number>();
  readonly views: OpenView[] = [];
  /** Answer the next calls of a method with “slow down”, so many times. */
  readonly slowDown = new Map<string, number>();
  readonly #options: WebApiOptions;

  constructor(world: World, options: WebApiOptions) {
    this.world = world;
    this.#options = options;
  }

  call(method: string, call: Call): Readonly<Record<string, unknown>> {
    this.calls.push({ method, call });
    const scope = SCOPES[method];
    if (scope !== undefined && !this.#options.scopes.has(scope)) throw new Refusal('missing_scope');
    const handler = this.#methods[method];
    if (!handler) throw new Refusal('unknown_method');
    return { ok: true, ...handler(call) };
  }

  readonly #methods: Readonly<Record<string, (call: Call) => object>> = {
    'auth.test': () => ({
      url: 'https://lab.slack.com/',
      ...{ team: 'Lab', team_id: TEAM, user: 'wordbrush', user_id: BOT_USER, bot_id: BOT },
      is_enterprise_install: false,
    }),
    'apps.connections.open': () => ({ url: this.#options.socketUrl() }),
    'users.info': ({ user }) => {
      const found = this.world.members.get(String(user));
      if (!found) throw new Refusal('user_not_found');
      return { user: memberPayload(found) };
    },
    'chat.postMessage': (call) => {
      // Somebody's id stands for the direct messages with them.
      const isPerson = this.world.members.has(String(call.channel));
      const channel = isPerson ? this.world.directChannel(String(call.channel)) : call.channel;
      const message = this.world.add({ ...this.#content({ ...call, channel }), user: BOT_USER });
      return { ts: message.ts, channel: message.channel };
    },
    'chat.postEphemeral': (call) => {
      const onlyFor = String(call.user);
      const message = this.world.add({ ...this.#content(call), user: BOT_USER, onlyFor });
      return { message_ts: message.ts };
    },
    'chat.update': (call) => {
      const message = this.#own(call, 'cant_update_message');
      const { text, blocks } = this.#content(call);
      Object.assign(message, { text, blocks });
      return { ts: message.ts };
    },
    'chat.delete': (call) => {
      this.world.remove(this.#own(call, 'cant_delete_message'));
      return {};
    },
    'conversations.history': ({ channel, limit }) => {
      if (!this.world.channels.has(String(channel))) throw new Refusal('not_in_channel');
      const said = this.world.messages.filter(
        (each) => each.channel === channel && each.thread === undefined && each.onlyFor === null,
      );
      const newest = said.slice(-Number(limit ?? 100)).reverse();
      return { messages: newest.map((each) => messagePayload(this.world, each)) };
    },
    'conversations.replies': ({ channel, ts, limit }) => {
      const inThread = this.world.messages.filter(
        (each) => each.channel === channel && (each.ts === ts || each.thread === ts),
      );
      if (inThread.length === 0) throw new Refusal('thread_not_found');
      const page = inThread.slice(0, Number(limit ?? 1_000));
      return { messages: page.map((each) => messagePayload(this.world, each)) };
    },
    'reactions.add': ({ channel, timestamp, name }) => {
      const message = this.world.find(channel, timestamp);
      if (!message) throw new Refusal('message_not_found');
      if (!KNOWN_EMOJI.has(String(name))) throw new Refusal('invalid_name');
      const users = message.reactions.get(String(name)) ?? new Set();
      if (users.has(BOT_USER)) throw new Refusal('already_reacted');
      message.reactions.set(String(name), users.add(BOT_USER));
      return {};
    },
    'views.open': ({ trigger_id, view }) => {
      const since = this.triggers.get(String(trigger_id));
      if (since === undefined) throw new Refusal('invalid_trigger_id');
      this.triggers.delete(String(trigger_id));
      if (performance.now() - since > TRIGGER_MS) throw new Refusal('expired_trigger_id');
      const opened: OpenView = { id: this.world.newId('V'), view: JSON.parse(String(view)) };
      const { title, private_metadata, blocks } = opened.view;
      if (title.text.length > 24 || private_metadata.length > 3_000 || blocks.length > 100)
        throw new Refusal('invalid_arguments');
      for (const { label, hint, element } of blocks)
        if (
          label.text.length > 2_000 ||
          (hint?.text.length ?? 0) > 2_000 ||
          (element.placeholder?.text.length ?? 0) > 150 ||
          (element.initial_value?.length ?? 0) > (element.max_length ?? 3_000) ||
          (element.max_length ?? 0) > 3_000 ||
          (element.max_files ?? 1) > 10
        )
          throw new Refusal('invalid_arguments');
      this.views.push(opened);
      return { view: { id: opened.id } };
    },
    'files.getUploadURLExternal': ({ filename, length, alt_text }) => {
      if (Number(length) > this.#options.fileLimit) throw new Refusal('file_uploads_too_large');
      const id = this.world.newId('F');
      const alt = String(alt_text ?? '');
      if (alt.length > 1_000) throw new Refusal('alt_txt_too_large');
      this.world.files.set(id, {
        id,
        name: String(filename),
        alt,
        bytes: new Uint8Array(),
        share: null,
      });
      return { file_id: id, upload_url: `${this.#options.origin()}/upload/${id}` };
    },
    'files.completeUploadExternal': (call) => {
      const given: readonly { id: string }[] = JSON.parse(String(call.files));
      const files = given.map(({ id }) => {
        const file = this.world.files.get(id);
        if (!file || file.bytes.length === 0) throw new Refusal('file_not_found');
        return file;
      });
      if (call.channel_id === undefined) return { files: given };
      const content = this.#content({
        channel: call.channel_id,
        text: call.initial_comment,
        thread_ts: call.thread_ts,
      });
      setTimeout(() => {
        const message = this.world.add({ ...content, files, user: BOT_USER });
        const { channel, ts, thread } = message;
        for (const file of files) file.share = { channel, ts, ...(thread && { thread }) };
      }, this.#options.shareDelayMs);
      return { files: given.map(({ id }) => ({ id })) };
    },
    'files.info': ({ file }) => {
      const found = this.world.files.get(String(file));
      if (!found) throw new Refusal('file_not_found');
      const { share } = found;
      return {
        file: {
          ...filePayload(this.#options.origin(), found),
          channels: share ? [share.channel] : [],
          shares: share && {
            public: {
              [share.channel]: [
                { ts: share.ts, ...(share.thread !== undefined && { thread_ts: share.thread }) },
              ],
            },
          },
        },
      };
    },
    'files.delete': ({ file }) => {
      if (!this.world.files.delete(String(file))) throw new Refusal('file_not_found');
      return {};
    },
  };

  #content(call: Call) {
    const channel = String(call.channel);
    if (!this.world.channels.has(channel)) throw new Refusal('not_in_channel');
    const text = String(call.text ?? '');
    if (text.length > 4_000) throw new Refusal('msg_too_long');
    // What is not escaped would call everybody, or show a link that nobody wrote.
    if (/<[^>]*>|&(?!amp;|lt;|gt;)/.test(text)) throw new Error(`This is not escaped: ${text}`);
    const blocks: Block[] = call.blocks === undefined ? [] : JSON.parse(String(call.blocks));
    checkBlocks(blocks);
    const thread = call.thread_ts === undefined ? undefined : String(call.thread_ts);
    const parent = thread === undefined ? undefined : this.world.find(channel, thread);
    if (parent?.thread !== undefined) throw new Error('thread_ts is of a reply, not of its parent');
    return { channel, text, blocks, thread };
  }

  #own({ channel, ts }: Call, refusal: string): Message {
    const message = this.world.find(channel, ts);
    if (!message || message.onlyFor !== null) throw new Refusal('message_not_found');
    if (message.user !== BOT_USER) throw new Refusal(refusal);
    return message;
  }
}

/** Slack's limits on what a message shows. */
function checkBlocks(blocks: readonly Block[]): void {
  if (blocks.length > 50) throw new Refusal('invalid_blocks');
  for (const { type, elements = [], text, accessory } of blocks) {
    if (type === 'section') {
      const line = typeof text === 'object' ? text.text : '';
      if (line === '' || line.length > 3_000) throw new Refusal('invalid_blocks');
      if (accessory) checkPressable(accessory);
      continue;
    }
    if (type !== 'rich_text' && type !== 'actions') throw new Refusal('invalid_blocks');
    if (elements.length === 0 || elements.length > 25) throw new Refusal('invalid_blocks');
    if (type !== 'actions') continue;
    const ids = new Set(elements.map(({ action_id }) => action_id));
    if (ids.size < elements.length) throw new Refusal('invalid_blocks');
    for (const element of elements) checkPressable(element);
  }
}

const OPTIONS: Readonly<Record<string, number>> = { overflow: 5, static_select: 100 };

function checkPressable({ type, text, value = '', placeholder, options = [] }: Block): void {
  const isWithin = (label: string | undefined, length: number): boolean =>
    label !== undefined && label !== '' && label.length <= length;
  if (type === 'button') {
    const label = typeof text === 'object' ? text.text : '';
    if (!isWithin(label, 75) || value.length > 2_000) throw new Refusal('invalid_blocks');
    return;
  }
  const most = OPTIONS[type];
  if (most === undefined || options.length < 1 || options.length > most)
    throw new Refusal('invalid_blocks');
  if (type === 'static_select' && !isWithin(placeholder?.text, 150))
    throw new Refusal('invalid_blocks');
  for (const option of options)
    if (!isWithin(option.text.text, 75) || !isWithin(option.value, 150))
      throw new Refusal('invalid_blocks');
}
