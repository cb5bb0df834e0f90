import { eventually } from '../discord/screen.ts';
import type { SlackDouble } from './slack-double.ts';
import type { OpenView } from './web-api.ts';
import {
  APP,
  BOT,
  BOT_USER,
  buttonsOf,
  escapeText,
  filePayload,
  type Member,
  type Message,
  messagePayload,
  type StoredFile,
  TEAM,
  VERIFICATION_TOKEN,
} from './world.ts';

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Somebody at a Slack client: does what people can do there, and no more. */
export class Person {
  readonly member: Member;
  readonly #slack: SlackDouble;

  constructor(member: Member, slack: SlackDouble) {
    this.member = member;
    this.#slack = slack;
  }

  /** The messages of a channel, or of a thread in it, from the oldest on. */
  sees(channel: string, thread?: string): Message[] {
    return this.#slack.world.messages.filter(
      (message) =>
        message.channel === channel &&
        message.thread === thread &&
        (message.onlyFor === null || message.onlyFor === this.member.id),
    );
  }

  /** Types a message. What begins with a slash never leaves the client as one. */
  async say(
    channel: string,
    text: string,
    { thread, pictures = [] }: { thread?: string | undefined; pictures?: readonly Upload[] } = {},
  ): Promise<void> {
    if (text.startsWith('/'))
      throw new Error(
        thread === undefined
          ? 'That is a command: use slash().'
          : `“${text.split(' ')[0]} is not supported in threads. Sorry!”`,
      );
    // Mentions are chosen from a list; the client puts a non-breaking space behind them.
    const sent = escapeText(text.trim()).replaceAll('@wordbrush ', `<@${BOT_USER}>\u00a0`);
    const files = pictures.map((picture) => this.#upload(picture));
    const message = this.#slack.world.add({
      channel,
      user: this.member.id,
      text: sent,
      thread,
      files,
    });
    const event = {
      ...messagePayload(this.#slack.world, message),
      // Where there are files Slack leaves this out (slack-api-specs #62).
      ...(files.length === 0 && { team: TEAM }),
      ...(files.length > 0 && {
        subtype: 'file_share',
        files: files.map((file) => this.#told(file)),
      }),
      channel,
      channel_type: channel.startsWith('D') ? 'im' : 'channel',
      event_ts: message.ts,
    };
    await this.#slack.emit(event);
    if (sent.includes(BOT_USER)) {
      const { subtype: _, channel_type: __, ...mention } = { subtype: '', ...event };
      await this.#slack.emit({ ...mention, team: TEAM, type: 'app_mention' });
    }
  }

  /** Gives a slash command, which works in channels alone and carries no files. */
  async slash(channel: string, command: string, text = ''): Promise<void> {
    await this.#slack.deliver('slash_commands', {
      command,
      text: escapeText(text),
      ...this.#interaction(channel),
      team_id: TEAM,
      team_domain: 'lab',
      channel_id: channel,
      channel_name: 'pictures',
      user_id: this.member.id,
      user_name: this.member.name,
      api_app_id: APP,
      token: VERIFICATION_TOKEN,
      is_enterprise_install: false,
    });
  }

  async react(message: Message, reaction: string, on: boolean, at = Date.now()): Promise<void> {
    const { channel, ts, user } = message;
    await this.#slack.emit({
      type: on ? 'reaction_added' : 'reaction_removed',
      user: this.member.id,
      reaction,
      item_user: user,
      item: { type: 'message', channel, ts },
      event_ts: (at / 1_000).toFixed(6),
    });
  }

  async press(message: Message, label: string): Promise<void> {
    const button = buttonsOf(message).find((each) => each.label === label);
    if (!button) throw new Error(`There is no button ${label}`);
    const { channel, ts, thread, onlyFor } = message;
    await this.#slack.deliver('interactive', {
      type: 'block_actions',
      api_app_id: APP,
      ...this.#common(channel, message),
      user: { ...this.#sender().user, username: this.member.name },
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: onlyFor !== null,
        ...(thread !== undefined && { thread_ts: thread }),
      },
      ...(onlyFor === null && { message: messagePayload(this.#slack.world, message) }),
      actions: [
        {
          type: button.type,
          action_id: button.id,
          block_id: 'b',
          action_ts: this.#slack.world.newTs(),
          ...(button.type === 'button'
            ? { value: button.value, text: { type: 'plain_text', text: label } }
            : {
                selected_option: {
                  ...{ text: { type: 'plain_text', text: label }, value: button.value },
                },
              }),
        },
      ],
    });
  }

  /** Chooses an entry of a message's menu. */
  async shortcut(message: Message): Promise<void> {
    const { channel, ts, files, shares } = message;
    await this.#slack.deliver('interactive', {
      type: 'message_action',
      callback_id: 'edit_picture',
      ...this.#common(channel, message),
      message_ts: ts,
      action_ts: ts,
      message: {
        ...messagePayload(this.#slack.world, message),
        ...(files.length > 0 && { files: files.map((file) => this.#told(file)) }),
        ...(shares && {
          attachments: [
            {
              is_share: true,
              text: shares.text,
              files: shares.files.map((file) => this.#told(file)),
            },
          ],
        }),
      },
    });
  }

  /** The form that has just opened. */
  async form(): Promise<OpenView> {
    return await eventually(() => this.#slack.api.views.shift(), { what: 'a form' });
  }

  async submit(
    { id, view }: OpenView,
    values: Readonly<Record<string, string | Upload | readonly Upload[]>>,
  ): Promise<void> {
    const state = view.blocks.map(({ block_id, element }) => {
      const { type, action_id, initial_value, max_files = 1 } = element;
      const given = values[action_id];
      if (Array.isArray(given) && given.length > max_files)
        throw new Error(`The form takes ${max_files} files`);
      const filled =
        typeof given === 'object'
          ? { type, files: [given].flat().map((file) => this.#told(this.#upload(file))) }
          : { type, value: given ?? initial_value ?? null };
      return [block_id, { [action_id]: filled }];
    });
    await this.#slack.deliver('interactive', {
      type: 'view_submission',
      ...this.#sender(),
      user: { ...this.#sender().user, username: this.member.name },
      api_app_id: APP,
      trigger_id: this.#trigger(),
      view: {
        ...view,
        ...{ id, team_id: TEAM, hash: 'hash', app_id: APP, bot_id: BOT },
        state: { values: Object.fromEntries(state) },
      },
    });
  }

  #common(channel: string, message: Message) {
    return {
      ...this.#sender(),
      channel: { id: channel, name: 'pictures' },
      ...this.#interaction(channel, message),
    };
  }

  /** What every interaction begins with. */
  #sender() {
    const { id, name, team } = this.member;
    return {
      team: { id: TEAM, domain: 'lab' },
      user: { id, name, team_id: team },
      token: VERIFICATION_TOKEN,
      is_enterprise_install: false,
    };
  }

  #interaction(channel: string, message?: Message) {
    return {
      trigger_id: this.#trigger(),
      response_url: this.#slack.responseUrl(channel, this.member.id, message),
    };
  }

  #trigger(): string {
    const id = this.#slack.world.newId('T');
    this.#slack.api.triggers.set(id, performance.now());
    return id;
  }

  #upload({ name, bytes }: Upload): StoredFile {
    const id = this.#slack.world.newId('F');
    const file = { id, name, alt: '', bytes, share: null };
    this.#slack.world.files.set(id, file);
    return file;
  }

  #told(file: StoredFile) {
    return filePayload(this.#slack.fileOrigin, file);
  }
}
