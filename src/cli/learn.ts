import { type Command, Option } from 'commander';
import { z } from 'zod';
import { subjectFile } from '../pipeline/model/subjects/subject-file.ts';
import { LEARNING_METHODS } from '../pipeline/types.ts';
import { parseNumber } from './terminal/arguments.ts';
import { checkOutput, readPicture, writeOutput } from './terminal/files.ts';
import { withPipeline } from './terminal/session.ts';

const Options = z.object({
  out: z.string().optional(),
  json: z.boolean().default(false),
  method: z.enum(LEARNING_METHODS).exactOptional(),
  steps: z.number().exactOptional(),
  rank: z.number().exactOptional(),
  learningRate: z.number().exactOptional(),
});

export function addLearn(program: Command): void {
  program
    .command('learn')
    .description('Teach the model someone or something from 3 to 5 pictures, by a name of its own.')
    .argument('<name>', 'what prompts will call it, such as Milo')
    .argument('<class>', 'what it is, in a word that the model knows, such as dog')
    .argument('<images...>', '3 to 10 pictures of it')
    .option('--out <file>', 'where to write what was learned (default: NAME.safetensors)')
    .addOption(
      new Option('--method <name>', 'how to learn (default: dreambooth)').choices(LEARNING_METHODS),
    )
    .option('--steps <count>', 'steps of the optimiser (default: by the method)', parseNumber)
    .option('--rank <rank>', 'of the changes to the weights (default: 16)', parseNumber)
    .option('--learning-rate <rate>', 'learning rate (default: by the method)', parseNumber)
    .option('--json', 'print JSON, errors too')
    .action(
      async (
        name: string,
        className: string,
        images: string[],
        values: unknown,
        command: Command,
      ) => {
        const { json, ...given } = Options.parse(values);
        const { out = `${name.toLowerCase()}.safetensors`, ...options } = given;
        await checkOutput(out);
        const pictures: Uint8Array[] = [];
        for (const image of images) pictures.push(await readPicture(image));
        const subject = await withPipeline(command, (client, { signal, onProgress }) =>
          client.learn(pictures, name, className, { ...options, signal, onProgress }),
        );
        await writeOutput(out, subjectFile(subject));
        const { report } = subject;
        if (json)
          console.log(
            JSON.stringify({ out, name: subject.name, class: subject.className, ...report }),
          );
        else
          console.log(
            `${out}: ${subject.name}, a ${subject.className}, from ${report.pictures} pictures in ` +
              `${report.seconds.toFixed(0)} s. Use it so: wordbrush edit --subject ${out} FILE ` +
              `'"a ${subject.className}" -> "${subject.name}"'`,
          );
      },
    );
}
