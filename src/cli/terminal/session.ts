import type { Command } from 'commander';
import { z } from 'zod';
import { modelFolder } from '../../pipeline/model/registry.ts';
import { PipelineClient } from '../../pipeline/process/supervisor.ts';
import type { JobOptions } from '../../pipeline/types.ts';
import { withProgressBar } from './progress-bar.ts';

const GlobalOptions = z.object({ model: z.string().optional() });

/** The model folder that `--model` or MODEL asks for. */
export function chosenModel(command: Command): string {
  const { model } = GlobalOptions.parse(command.optsWithGlobals());
  return modelFolder(model ?? process.env.MODEL);
}

/**
 * Does work on the pipeline's process with a progress bar. Ctrl-C cancels it cleanly; a second one
 * ends everything at once.
 */
export async function withPipeline<Result>(
  command: Command,
  work: (client: PipelineClient, options: Required<JobOptions>) => Promise<Result>,
): Promise<Result> {
  const client = new PipelineClient({ folder: chosenModel(command) });
  const canceller = new AbortController();
  const cancel = () => {
    console.error('\nCancelling; Ctrl-C again stops at once.');
    canceller.abort();
  };
  process.once('SIGINT', cancel);
  try {
    return await withProgressBar(command.name(), (onProgress) =>
      work(client, { signal: canceller.signal, onProgress }),
    );
  } finally {
    process.off('SIGINT', cancel);
    await client.close();
  }
}
