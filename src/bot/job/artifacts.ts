import type { Inversion, Subject } from '../../pipeline/types.ts';
import type { Job } from '../queue/job-queue.ts';
import { newAttempt } from './attempt.ts';
import type { WorkerStores } from './materials.ts';

/** What one attempt at a job keeps in the stores, and takes away again when it comes to nothing. */
export class Artifacts {
  readonly #stores: WorkerStores;
  readonly #attempt: string;
  readonly #pictures: string[] = [];
  #inversion: string | null = null;
  #subject: string | null = null;

  constructor(stores: WorkerStores, job: Job) {
    this.#stores = stores;
    this.#attempt = newAttempt(job);
  }

  async keepPicture(png: Uint8Array): Promise<string> {
    const id = `${this.#attempt}.${this.#pictures.length}`;
    this.#pictures.push(id);
    await this.#stores.pictures.set(id, png);
    return id;
  }

  async keepInversion(inversion: Inversion): Promise<string> {
    this.#inversion = this.#attempt;
    await this.#stores.inversions.set(this.#inversion, inversion);
    return this.#inversion;
  }

  async keepSubject(subject: Subject): Promise<string> {
    this.#subject = this.#attempt;
    await this.#stores.subjects.set(this.#subject, subject);
    return this.#subject;
  }

  async clear(): Promise<void> {
    for (const id of this.#pictures) await this.#stores.pictures.delete(id);
    if (this.#inversion !== null) await this.#stores.inversions.delete(this.#inversion);
    if (this.#subject !== null) await this.#stores.subjects.delete(this.#subject);
  }
}
