import { WordbrushError } from '../../pipeline/errors.js';
import { inversionIn, picturesOf } from '../outcome/outcome.js';
/** The worker with the operator's classifier, where there is one. Throws `bad-model`. */
export async function withSafety(work, settings, stores) {
    if (!settings)
        return work;
    // Loaded here, because a bot without a classifier needs no runtime in its own process.
    const { openSafetyClassifier } = await import('../../pipeline/safety.js');
    const classifier = await openSafetyClassifier(settings.model);
    return holdingBack(work, { ...settings, stores, classifier });
}
/** A worker that hands over no unsafe picture where its channel does not allow them: it deletes them. */
export function holdingBack(work, { stores, classifier, threshold, channels }) {
    return async (job, options) => {
        const outcome = await work(job, options);
        if (channels.includes(job.message.place.channel))
            return outcome;
        for (const id of drawnIn(outcome)) {
            const picture = await stores.pictures.get(id);
            if (!picture || (await classifier.unsafety(picture)) < threshold)
                continue;
            for (const made of picturesOf(outcome))
                await stores.pictures.delete(made);
            const inversion = inversionIn(outcome);
            if (inversion !== undefined)
                await stores.inversions.delete(inversion);
            throw new WordbrushError('unsafe', 'The picture may be unsafe, and this channel does not allow that, so it was deleted. Use other words, or a channel for such pictures.');
        }
        return outcome;
    };
}
/** The pictures that people are shown whole. */
function drawnIn(outcome) {
    if (outcome.kind === 'inverted')
        return [outcome.picture, outcome.redrawn];
    return outcome.kind === 'edited' ? outcome.pictures : [];
}
