import { randomBytes } from 'node:crypto';

/** Between the parts of the id of what an attempt at a job made; no job's id has it. */
const DOT = '.';

/** One try of one worker at a job: what it makes is kept under ids that begin with this. */
export function newAttempt({ id }: { readonly id: string }): string {
  return `${id}${DOT}${randomBytes(6).toString('base64url')}`;
}

/** What the ids begin with of all that was made for a job. */
export function attemptsAt(job: string): string {
  return `${job}${DOT}`;
}

/** The job that a picture or inversion was made for; undefined for one that was posted. */
export function jobOfAttempt(id: string): string | undefined {
  const end = id.indexOf(DOT);
  return end < 0 ? undefined : id.slice(0, end);
}
