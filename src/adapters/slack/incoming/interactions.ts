import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockElementAction as BlockAction } from '@slack/bolt';
import type { Answer } from '../../../bot/chat/chat.ts';
import { commandNamed } from '../../../bot/request/commands.ts';
import type {
  Attachment,
  BotRequest,
  CommandRequest,
  FormRequest,
  MessageRef,
  Person,
  Place,
} from '../../../bot/request/requests.ts';
import { parseTypedCommand } from '../../../bot/request/typed-command.ts';
import { problem } from '../../../bot/view/views.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { typedText } from '../text.ts';
import { attachmentFrom, type SlackFile, sharedFiles } from './attachments.ts';
import { FORM_CALLBACK, filledForm, modalOf } from './forms.ts';
import { type ListenerParts, placeIn } from './parts.ts';

/** What opens a form is good for 3 s; a bot that needs longer goes without. */
const FORM_PATIENCE_MS = 2_000;
const REMEMBERED = 1_000;

/** Commands, buttons, forms and menus: acknowledged at once, then handed to the bot. */
export class Interactions {
  readonly #parts: ListenerParts;
  readonly #heard = new Recent<true>(REMEMBERED);

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  listen(): void {
    const { app, people, run, botUserId, workspace, chat } = this.#parts;

    app.command(/.*/, async ({ command, ack }) => {
      await ack();
      await run(async () => {
        if (this.#isRepeated(command.trigger_id)) return;
        const place = placeIn(workspace, command.channel_id);
        const person = await people.find(command.user_id, command.user_name);
        const typed = typedText(command.text, botUserId);
        const request = { ...commandGiven(command.command, typed), place, person };
        await this.#handle(request, command.trigger_id, command.response_url);
      });
    });

    app.shortcut({ type: 'message_action' }, async ({ shortcut, ack }) => {
      await ack();
      await run(async () => {
        if (this.#isRepeated(shortcut.trigger_id)) return;
        const { message, channel, user } = shortcut;
        const thread: unknown = message.thread_ts;
        const posted = sharedFiles(message);
        const request: BotRequest = {
          kind: 'shortcut',
          place: placeIn(workspace, channel.id, typeof thread === 'string' ? thread : undefined),
          person: await people.find(user.id, user.name),
          message: message.ts,
          attachments: posted.map((file) => this.#attachment(file)),
        };
        const files = posted.map(({ id }) => id);
        await this.#handle(request, shortcut.trigger_id, shortcut.response_url, files);
      });
    });

    app.action({ type: 'block_actions' }, async ({ body, action, ack }) => {
      await ack();
      await run(async () => {
        const pressed = idOf(action);
        if (pressed === null || this.#isRepeated(`${body.trigger_id}/${action.action_ts}`)) return;
        const { container, user } = body;
        const channel = body.channel?.id ?? container.channel_id;
        const message = body.message?.ts ?? container.message_ts;
        if (typeof channel !== 'string' || typeof message !== 'string') return;
        const thread: unknown = body.message?.thread_ts ?? container.thread_ts;
        const place = placeIn(workspace, channel, typeof thread === 'string' ? thread : undefined);
        if (container.is_ephemeral === true)
          chat.keepPrivate({ place, id: message }, user.id, body.response_url);
        const person = await people.find(user.id, user.name);
        const request: BotRequest = {
          kind: 'button',
          place,
          person,
          message,
          id: pressed,
        };
        await this.#handle(request, body.trigger_id, body.response_url);
      });
    });

    app.view(FORM_CALLBACK, async ({ view, body, ack }) => {
      await ack();
      await run(async () => {
        if (this.#isRepeated(view.id)) return;
        const filled = filledForm(view);
        if (!filled) return;
        const { carried, values, files } = filled;
        const sent = files.length > 0 ? files : carried.files.map((id) => ({ id }));
        const request: BotRequest<FormRequest> = {
          kind: 'form',
          place: placeIn(workspace, carried.channel, carried.thread),
          person: await people.find(body.user.id, body.user.name),
          id: carried.form,
          values,
          attachments: sent.map((file) => this.#attachment(file)),
          ...(carried.message !== undefined && { message: carried.message }),
        };
        const answer = this.#answering(request.place, request.person, carried.responseUrl);
        await this.#parts.bot.handle(request, answer);
      });
    });
  }

  async #handle(
    request: BotRequest,
    trigger_id: string,
    responseUrl: string,
    files: readonly string[] = [],
  ): Promise<void> {
    const { app, bot, chat } = this.#parts;
    const { workspace, channel, thread } = request.place;
    const answer = this.#answering(request.place, request.person, responseUrl);
    const late = sleep(FORM_PATIENCE_MS, null, { ref: false });
    const form = await Promise.race([bot.form(request), late]);
    if (!form) return await bot.handle(request, answer);
    // Before somebody fills in what can lead to nothing.
    const refusal = await Promise.race([chat.refusalIn(channel), late]);
    if (refusal) return void (await answer(problem(refusal.message), 'private'));
    const view = modalOf(form, {
      workspace,
      channel,
      files: [...files],
      responseUrl,
      ...(thread !== undefined && { thread }),
      ...('message' in request && request.message !== undefined && { message: request.message }),
    });
    await app.client.views.open({ trigger_id, view });
  }

  #answering(place: Place, person: Person, responseUrl?: string): Answer {
    const { chat } = this.#parts;
    return async (view, visibility = 'public'): Promise<MessageRef> =>
      visibility === 'private'
        ? await chat.postPrivately(place, person.id, view, responseUrl)
        : await chat.post(place, view);
  }

  #attachment(file: SlackFile): Attachment {
    return attachmentFrom(file, this.#parts.files);
  }

  /** Slack sends again what it thinks was not heard. */
  #isRepeated(id: string): boolean {
    if (this.#heard.has(id)) return true;
    this.#heard.set(id, true);
    return false;
  }
}

/** What was pressed or chosen, by the id that it has in the view. */
function idOf(action: BlockAction): string | null {
  switch (action.type) {
    case 'button':
      return action.value ?? '';
    case 'overflow':
      return action.selected_option.value;
    case 'static_select':
      return action.selected_option?.value ?? null;
    default:
      return null;
  }
}

/** `/invert a cat`, or any command by the bot's own one: `/wordbrush queue`. */
function commandGiven(slash: string, text: string): CommandRequest {
  const name = slash.slice(1);
  const typed = commandNamed(name)
    ? parseTypedCommand(`/${name} ${text}`)
    : parseTypedCommand(text, { bare: true });
  return { kind: 'command', attachments: [], ...(typed ?? { name: 'help', options: {} }) };
}
