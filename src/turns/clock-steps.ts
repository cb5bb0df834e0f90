import { steadyTime } from './steady-time.ts';

const LOOK_MS = 1_000;
/** What two clocks may differ by from one look to the next where none was set. */
const SLACK_MS = 2_000;

/** Tells soon of each time that the machine's clock was set, until it is called off. */
export function onClockStep(tell: () => void, lookMs = LOOK_MS): () => void {
  const ahead = (): number => Date.now() - steadyTime();
  let before = ahead();
  const timer = setInterval(() => {
    const now = ahead();
    if (Math.abs(now - before) > SLACK_MS) tell();
    before = now;
  }, lookMs).unref();
  return () => clearInterval(timer);
}
