/**
 * The bot on another platform: a chat in the terminal, through the contract that Discord, Slack and the web page
 * are adapters of (`src/adapters/adapter.ts`). `node examples/terminal-chat.ts [FOLDER]`, then type
 *
 *     cat.png                     a picture: the bot says what it sees
 *     cat.png a cat in the snow   a picture and its sentence
 *     "cat" -> "lion"             an edit; or a command, /help
 *
 * Pictures appear as files in FOLDER. It ends with the input.
 */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import type { Adapter } from '../src/adapters/adapter.ts';
import { Bot } from '../src/bot/bot.ts';
import type { BotFace } from '../src/bot/chat/chat.ts';
import { Gallery } from '../src/bot/gallery.ts';
import { jobWorker } from '../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../src/bot/queue/in-process-queue.ts';
import type { Attachment, MessageRef, Place } from '../src/bot/request/requests.ts';
import { openStores } from '../src/bot/store/stores.ts';
import { plainText, type View } from '../src/bot/view/views.ts';
import { BUNDLED_MODEL } from '../src/pipeline/model/registry.ts';
import { PipelineClient } from '../src/pipeline/process/supervisor.ts';

const folder = process.argv[2] ?? 'terminal-chat';
/** A one-person chat as the web page is; a platform of many would have a name of its own in `PLATFORMS`. */
const HERE: Place = { platform: 'web', workspace: 'terminal', channel: 'terminal', thread: '1' };
const ME = { id: 'me', name: 'Me', moderator: true };

/** Shows views as text and pictures as files; threads, reactions and forms are capabilities that it lacks. */
class Terminal implements Adapter {
  readonly platform = HERE.platform;
  readonly limits = {
    ...{ threadNameLength: 100, buttons: 5, choices: 10, seededReactions: 0 },
    updateIntervalMs: 1_000,
  };
  readonly #settled: () => Promise<void>;
  #messages = 0;

  /** @param settled resolves when nothing is being drawn: one line is answered before the next */
  constructor(settled: () => Promise<void>) {
    this.#settled = settled;
  }

  async post(place: Place, view: View): Promise<MessageRef> {
    this.#messages++;
    return this.update({ place, id: String(this.#messages) }, view);
  }

  async update(message: MessageRef, view: View): Promise<MessageRef> {
    if (view.tone === 'working') return message; // the last word is enough here
    console.log(plainText(view));
    for (const block of view.blocks) {
      const picture = block.kind === 'compare' ? block.after : null;
      if (!picture) continue;
      const file = join(folder, picture.name);
      await writeFile(file, picture.bytes);
      console.log(`→ ${file}`);
    }
    return message;
  }

  async remove(): Promise<void> {}

  /** Reads until the input ends. */
  async start(bot: BotFace): Promise<void> {
    for await (const line of createInterface({ input: process.stdin })) {
      await bot.handle(
        {
          ...{ kind: 'message', addressed: true, place: HERE, person: ME },
          ...(await messageOf(line)),
        },
        (view) => this.post(HERE, view),
      );
      await this.#settled();
    }
  }

  async stop(): Promise<void> {}
}

/** A line that begins with the path of a file is a picture and its sentence. */
async function messageOf(line: string): Promise<{ text: string; attachments: Attachment[] }> {
  const [path = '', ...words] = line.trim().split(' ');
  if (!(await stat(path).catch(() => null))?.isFile()) return { text: line, attachments: [] };
  const picture: Attachment = { name: basename(path), read: () => readFile(path) };
  return { text: words.join(' '), attachments: [picture] };
}

await mkdir(folder, { recursive: true });
const stores = openStores(':memory:', 24 * 60 * 60 * 1_000);
const pipeline = new PipelineClient({ folder: BUNDLED_MODEL });
const bot = new Bot({
  stores,
  queue: new InProcessQueue(jobWorker({ stores, pipeline, captions: true })),
  gallery: await Gallery.open(BUNDLED_MODEL),
  policy: {
    ...{ jobsPerPerson: 4, maxPictureBytes: 20 * 2 ** 20, allowedChannels: [], allowedRoles: [] },
    ...{ blockedPeople: [], blockedWords: [] },
  },
  defaults: { fidelity: 'quick' },
  captions: true,
  log: pino({ level: 'silent' }),
});
const terminal = new Terminal(() => bot.settled());
bot.connect(terminal);
await terminal.start(bot);
await bot.close();
await pipeline.close();
await stores.close();
