import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseLora, parseLoras } from '../../pipeline/model/lora/lora.ts';
import { modelFolder } from '../../pipeline/model/registry.ts';
import { readSubjectFile } from '../../pipeline/model/subjects/subject-file.ts';
import { PipelineClient, type PipelineClientOptions } from '../../pipeline/process/supervisor.ts';
import type { JobOptions, LoraChoice, Subject } from '../../pipeline/types.ts';
import { fileError } from './files.ts';
import { withProgressBar } from './progress-bar.ts';

/**
 * The pipelines of several commands that one program runs. Those of the same model share a process, which a
 * command otherwise starts and ends by itself.
 */
export class SharedPipelines {
  readonly #clients = new Map<string, PipelineClient>();

  /** The running pipeline of these options, or a new one. */
  clientFor(options: PipelineClientOptions): PipelineClient {
    const key = JSON.stringify(options);
    const client = this.#clients.get(key) ?? new PipelineClient(options);
    this.#clients.set(key, client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }
}

const GlobalOptions = z.object({
  pipelines: z.instanceof(SharedPipelines).optional(),
  model: z.string().optional(),
  lora: z.array(z.string()).optional(),
  subject: z.array(z.string()).default([]),
});

/** The model folder that `--model` or MODEL asks for. */
export function chosenModel(command: Command): string {
  const { model } = GlobalOptions.parse(command.optsWithGlobals());
  return modelFolder(model ?? process.env.MODEL);
}

/** The LoRA files that `--lora` or LORAS asks for. */
export function chosenLoras(command: Command): LoraChoice[] {
  const { lora } = GlobalOptions.parse(command.optsWithGlobals());
  return lora ? lora.map(parseLora) : parseLoras(process.env.LORAS);
}

/** The subjects that `--subject` names. */
export async function chosenSubjects(command: Command): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const path of GlobalOptions.parse(command.optsWithGlobals()).subject) {
    const bytes = await readFile(path).catch((error) => {
      throw fileError(error, 'read', path);
    });
    subjects.push(readSubjectFile(bytes, path));
  }
  return subjects;
}

/** What a command hands on to the jobs that it asks for. */
type CommandJob = Required<JobOptions> & { readonly subjects: readonly Subject[] };

/**
 * Does work on the pipeline's process with a progress bar. Ctrl-C cancels it cleanly; a second one
 * ends everything at once.
 */
export async function withPipeline<Result>(
  command: Command,
  work: (client: PipelineClient, job: CommandJob) => Promise<Result>,
): Promise<Result> {
  const subjects = await chosenSubjects(command);
  const { pipelines } = GlobalOptions.parse(command.optsWithGlobals());
  const options = { folder: chosenModel(command), loras: chosenLoras(command) };
  const client = pipelines?.clientFor(options) ?? new PipelineClient(options);
  const canceller = new AbortController();
  const cancel = () => {
    console.error('\nCancelling; Ctrl-C again stops at once.');
    canceller.abort();
  };
  process.once('SIGINT', cancel);
  try {
    return await withProgressBar(command.name(), (onProgress) =>
      work(client, { signal: canceller.signal, onProgress, subjects }),
    );
  } finally {
    process.off('SIGINT', cancel);
    if (!pipelines) await client.close();
  }
}
