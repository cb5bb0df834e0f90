import { type Command, Option } from 'commander';
import { z } from 'zod';
import { unlearnedIn } from '../edit-language/wishes/unknown-words.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { sizeOfPicture } from '../pipeline/image.ts';
import { serializeInversion } from '../pipeline/inversion-file/inversion-file.ts';
import { unlikeSentence } from '../pipeline/likeness/unlike.ts';
import { readModelWords } from '../pipeline/model/words.ts';
import { frameOf, shareOfSquare } from '../pipeline/picture/framing.ts';
import { INVERSION_METHODS, OPTIMIZERS } from '../pipeline/types.ts';
import { parseNumber } from './terminal/arguments.ts';
import { checkOutput, readPicture, writeOutput } from './terminal/files.ts';
import { freeName } from './terminal/picture-output.ts';
import { chosenModel, withPipeline } from './terminal/session.ts';

const Options = z.object({
  prompt: z.string().nullable().default(null),
  out: z.string().optional(),
  json: z.boolean().default(false),
  method: z.enum(INVERSION_METHODS).exactOptional(),
  steps: z.number().exactOptional(),
  innerSteps: z.number().exactOptional(),
  tolerance: z.number().exactOptional(),
  optimizer: z.enum(OPTIMIZERS).exactOptional(),
  guidance: z.number().exactOptional(),
  fit: z.enum(['crop', 'fit']).exactOptional(),
});

export function addInvert(program: Command): void {
  program
    .command('invert')
    .description('Find what makes the model redraw a picture; every later edit starts from it.')
    .argument('<image>', 'a JPEG, PNG, WebP, AVIF or GIF')
    .argument('[sentence]', "what the picture shows (default: the captioner's sentence)")
    .option('--prompt <sentence>', 'the same')
    .option('--out <file>', 'where to write the inversion (default: a new name)')
    .addOption(
      new Option(
        '--method <name>',
        'how to invert (default: pivotal; null-text with its own dials)',
      ).choices(INVERSION_METHODS),
    )
    .option('--steps <count>', 'steps of the schedule (default: what suits the model)', parseNumber)
    .option(
      '--inner-steps <count>',
      'of null-text: optimisation steps at each (default: what suits the model)',
      parseNumber,
    )
    .option('--tolerance <loss>', 'of null-text: where it stops (default: 1e-5)', parseNumber)
    .addOption(
      new Option(
        '--optimizer <name>',
        "of null-text: l-bfgs (default), or the paper's adam",
      ).choices(OPTIMIZERS),
    )
    .option('--guidance <scale>', "guidance scale (default: the model's own)", parseNumber)
    .addOption(
      new Option('--fit <how>', 'crop to a square (default), or fit the whole picture').choices([
        'crop',
        'fit',
      ]),
    )
    .option('--json', 'print JSON, errors too')
    .action(async (image: string, said: string | undefined, values: unknown, command: Command) => {
      const { prompt: named, json, guidance, ...given } = Options.parse(values);
      if (said !== undefined && named !== null)
        throw new WordbrushError('bad-option', 'Say the sentence once: by --prompt or without it.');
      const prompt = said ?? named;
      const { out = freeName(image, '.wordbrush'), ...options } = given;
      await checkOutput(out);
      const bytes = await readPicture(image);
      const size = await sizeOfPicture(bytes);
      const share = shareOfSquare(size);
      if (!json && options.fit !== 'fit' && share !== undefined)
        console.error(
          `The model sees the middle square of the picture, ${Math.round(100 * share)} % of it. ` +
            'To take the whole of it, add --fit fit.',
        );
      const words = await readModelWords(chosenModel(command)).catch(() => null);
      const unknown = prompt === null || json ? null : unlearnedIn(prompt, words);
      if (unknown) console.error([unknown.said, ...unknown.sentences].join('\n  '));
      let isSaid = false;
      const { inversion, peakRssMiB } = await withPipeline(command, async (client, job) => ({
        inversion: await client.invert(bytes, prompt, {
          ...options,
          ...(guidance !== undefined && { guidanceScale: guidance }),
          ...job,
          onProgress: (progress) => {
            const { unlike } = progress;
            if (unlike !== undefined && !isSaid && !json) sayUnlike(unlike);
            isSaid ||= unlike !== undefined;
            job.onProgress(progress);
          },
        }),
        peakRssMiB: Math.round(await client.peakRssMiB()),
      }));
      await writeOutput(out, serializeInversion(inversion));
      const {
        method,
        steps,
        psnr,
        vaePsnr,
        unlike,
        unetEvaluations,
        gradientEvaluations,
        seconds,
      } = inversion.report;
      if (json)
        console.log(
          JSON.stringify({
            prompt: inversion.prompt,
            out,
            frame: frameOf(size, inversion.latent),
            method,
            steps,
            psnr,
            vaePsnr,
            ...(unlike !== undefined && { unlike }),
            unetEvaluations,
            gradientEvaluations,
            seconds,
            peakRssMiB,
          }),
        );
      else
        console.log(
          `${out}: “${inversion.prompt}”, ${method}, ${psnr.toFixed(2)} dB of the ${vaePsnr.toFixed(2)} dB that the ` +
            `autoencoder allows, in ${seconds.toFixed(1)} s.`,
        );
    });
}

/** On a line of its own, before the work and above the bar. */
function sayUnlike(unlike: string): void {
  const clear = process.stderr.isTTY ? '\r\x1b[K' : '';
  console.error(
    `${clear}${unlikeSentence(unlike)} Ctrl-C stops it. For photographs: wordbrush models pull stable-diffusion-v1-5`,
  );
}
