/**
 * The time in milliseconds since 1970 as this process reckons it: from the clock when it started, and
 * on by a counter that nobody can set. Durations that outlive a process are measured by it, because
 * the machine's clock may be set forward or back at any moment.
 */
export function steadyTime(): number {
  return performance.timeOrigin + performance.now();
}
