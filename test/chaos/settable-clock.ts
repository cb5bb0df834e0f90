/**
 * Lets whoever started this process set its clock: each line on its standard input says by how many
 * milliseconds, forward or back. Only what asks `Date.now()` notices, as nearly everything does.
 */
export function letClockBeSet(): void {
  const machine = Date.now;
  let byMs = 0;
  Date.now = () => machine() + byMs;
  process.stdin.setEncoding('utf8').on('data', (lines) => {
    for (const line of String(lines).split('\n').filter(Boolean)) byMs += Number(line);
  });
  process.stdin.on('error', () => {});
}

const HOUR_MS = 60 * 60_000;

/** An hour forward or back. */
export function anHour(random: () => number): number {
  return random() < 0.5 ? HOUR_MS : -HOUR_MS;
}
