import { constants, setPriority } from 'node:os';
import { WordbrushError } from '../errors.ts';
import { keptMask, keptPicture } from '../image.ts';
import { type DecoderReply, Order } from './decoding-protocol.ts';

// The child process's entry. People who talk to the bot come before pictures.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const KEEP = { picture: keptPicture, mask: keptMask };
const WATCH_MS = 25;

process.on('message', async (message) => {
  const { bytes, as, limits, maxMemory } = Order.parse(message);
  // The decoder runs on other threads, so that this one can watch what it takes.
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > maxMemory) answer({ is: 'too-large' }, () => end());
  }, WATCH_MS);
  try {
    const png = await KEEP[as](bytes, limits);
    answer({ is: 'kept', png });
  } catch (error) {
    if (!(error instanceof WordbrushError)) throw error;
    answer({ is: 'refused', message: error.message });
  } finally {
    clearInterval(watch);
  }
});
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => {});
process.on('disconnect', () => end());

function answer(message: DecoderReply, sent: () => void = () => {}): void {
  process.send?.(message, undefined, {}, sent);
}

/** At once, whatever the decoder's threads are doing. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
