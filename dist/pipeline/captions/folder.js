import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { WordbrushError } from '../errors.js';
/**
 * Where the captioner for a model is: the folder that `CAPTIONS` names, else the model's own
 * `captioner/`; null where there is neither, or `CAPTIONS=off`.
 */
export function findCaptioner(modelPath, environment = process.env) {
    const chosen = environment.CAPTIONS?.trim();
    if (chosen === 'off')
        return null;
    if (chosen)
        return resolve(chosen);
    const own = join(modelPath, 'captioner');
    return existsSync(own) ? own : null;
}
/** The same; throws `no-captions` where there is none. */
export function captionerFolder(modelPath, environment = process.env) {
    const folder = findCaptioner(modelPath, environment);
    if (folder !== null)
        return folder;
    throw new WordbrushError('no-captions', `${basename(modelPath)} brings no captioner: describe the picture in a sentence, or pull one ` +
        'and set CAPTIONS to its folder.');
}
