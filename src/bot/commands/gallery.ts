import { galleryView } from '../view/notices.ts';
import { noExamples, noSuchExample } from '../view/refusals.ts';
import { problem } from '../view/views.ts';
import type { Command } from './command.ts';
import { editPicture } from './invert.ts';
import { refuseJob } from './refuse-job.ts';

const MAX_EXAMPLES = 24;

/** Shows the examples. */
export const gallery: Command<'gallery'> = async ({ gallery: folder, chatOf }, { request }) => {
  const { buttons } = chatOf(request.place.platform).limits;
  const shown = folder.examples.slice(0, Math.min(MAX_EXAMPLES, buttons));
  if (shown.length === 0) return { view: noExamples() };
  const examples = [];
  for (const example of shown) examples.push({ ...example, bytes: await folder.read(example) });
  return { view: galleryView(examples), visibility: 'public' };
};

/** Starts from an example. */
export const startFromExample: Command<'example'> = async (services, asked) => {
  const { gallery: folder } = services;
  const { wanted } = asked.intent;
  if (folder.examples.length === 0) return { view: noExamples() };
  const example = folder.find(wanted);
  if (!example) return { view: noSuchExample(wanted) };
  const refusal = await refuseJob(services, asked.request, 1);
  if (refusal !== null) return { view: problem(refusal) };
  return await editPicture(services, asked, {
    bytes: await folder.read(example),
    prompt: example.prompt,
  });
};
