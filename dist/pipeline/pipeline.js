import { openCaptioner } from './captions/captioner.js';
import { captionerFolder } from './captions/folder.js';
import { heatMaps } from './diffusion/heat-maps.js';
import { inversionUnits, invertLatent } from './diffusion/inversion.js';
import { ProgressCounter } from './diffusion/progress.js';
import { ddimSchedule, ddimStepsAt } from './diffusion/schedule.js';
import { followingJob, reconstruct, redrawingJob, throughVae } from './draw-jobs.js';
import { throwIfCancelled, WordbrushError } from './errors.js';
import { decodePicture, encodePng } from './image.js';
import { keepUnchanged } from './keep-unchanged.js';
import { LoadedModel } from './model/loaded-model.js';
import { checkNumber } from './options.js';
import { pictureNowAndThen } from './preview.js';
import { psnr } from './psnr.js';
import { rowsOf } from './tensor.js';
const DEFAULT_TOLERANCE = 1e-5;
/**
 * Edits real pictures by the words that describe them: `invert` once, then `edit` as often as
 * wanted. One job at a time; the runtime blocks the thread during each UNet run.
 *
 * Errors are WordbrushErrors: `bad-model` and `unsupported-op` for the folder, `bad-image`,
 * `bad-prompt`, `bad-edit`, `bad-option` and `bad-inversion` for what a job was given, `cancelled`
 * soon after its signal.
 */
export class EditingPipeline {
    #model;
    #captioner;
    constructor(model) {
        this.#model = model;
    }
    get folder() {
        return this.#model.folder;
    }
    /** Opens a Stable Diffusion folder in ONNX layout. Its UNet is compiled when first used. */
    static async load(path, { onProgress, signal } = {}) {
        const progress = new ProgressCounter(LoadedModel.parts, onProgress);
        const onOpened = () => progress.advance('load');
        return new EditingPipeline(await LoadedModel.open(path, { signal, onOpened }));
    }
    /**
     * Finds the noise and the null embeddings that make the model redraw a picture under a prompt.
     * `image` is a picture file's bytes, or a picture whose sides are multiples of the latent factor.
     * Without a prompt the captioner's sentence is taken; `no-captions` where there is none.
     */
    async invert(image, prompt, options = {}) {
        const start = performance.now();
        const { settings } = this.folder;
        const { method = 'null-text', steps = settings.steps, optimizer = 'l-bfgs', signal } = options;
        const innerSteps = checkNumber('number of inner steps', options.innerSteps ?? settings.innerSteps, 'whole number');
        const tolerance = checkNumber('tolerance', options.tolerance ?? DEFAULT_TOLERANCE);
        const guidanceScale = checkNumber('guidance scale', options.guidanceScale ?? settings.guidanceScale);
        const schedule = ddimSchedule(this.folder.scheduler, steps);
        const picture = await this.#frame(image, options.fit ?? 'crop');
        const caption = prompt === null ? await this.caption(picture) : null;
        const sentence = caption?.sentence ?? prompt ?? '';
        const encodedPrompt = this.#model.tokenizer.encode(sentence);
        throwIfCancelled(signal);
        const progress = new ProgressCounter(1 + inversionUnits(method, schedule, innerSteps) + 2, options.onProgress, this.#previews(options));
        const latent = await this.#model.vae.encode(picture);
        progress.advance('encode');
        const [, channels = 0, height = 0, width = 0] = latent.dims;
        const run = {
            predictor: await this.#model.predictorFor({ channels, height, width }),
            schedule,
            conditional: await this.#model.embed(encodedPrompt),
            empty: await this.#model.embed(this.#model.tokenizer.empty),
            guidanceScale,
            innerSteps,
            tolerance,
            optimizer,
            signal,
            progress,
        };
        const inverted = await invertLatent(method, run, latent);
        const bound = await this.#model.vae.decode(latent);
        progress.advance('decode');
        const reconstruction = await this.#model.vae.decode(rowsOf(inverted.trajectory, steps, steps + 1));
        progress.advance('decode');
        return {
            fingerprint: this.folder.fingerprint,
            prompt: sentence,
            guidanceScale,
            timesteps: schedule.map((step) => step.timestep),
            latent: { channels, height, width },
            trajectory: inverted.trajectory,
            nullEmbeddings: inverted.nullEmbeddings,
            attention: inverted.attention,
            picture: await encodePng(picture),
            report: {
                method,
                steps,
                psnr: psnr(reconstruction, picture),
                vaePsnr: psnr(bound, picture),
                unetEvaluations: inverted.evaluations.forward,
                gradientEvaluations: inverted.evaluations.gradient,
                seconds: (performance.now() - start) / 1000,
                ...(caption && { captionConfidence: caption.confidence }),
            },
        };
    }
    /**
     * Redraws an inverted picture under other words: one picture per spec. Those by Prompt-to-Prompt
     * are drawn in one batch; the other methods start from the picture itself, one after another.
     * What they leave alone is taken from the picture (`keepUnchanged`).
     */
    async edit(inversion, specs, options = {}) {
        this.#checkInversion(inversion);
        const schedule = ddimStepsAt(this.folder.scheduler, inversion.timesteps);
        const followers = specs.filter(isPromptToPrompt);
        const follow = followers.length > 0 ? await followingJob(this.#model, inversion, schedule, followers) : null;
        const original = await decodePicture(inversion.picture);
        let once; // for all that redraw it
        const encoded = () => {
            once ??= throughVae(this.#model, original);
            return once;
        };
        const redrawings = [];
        for (const spec of specs)
            if (!isPromptToPrompt(spec))
                redrawings.push(await redrawingJob(this.#model, inversion, schedule, spec, encoded));
        const jobs = follow ? [follow, ...redrawings] : redrawings;
        const units = jobs.map((job) => job.units).reduce((sum, count) => sum + count, 0);
        const progress = new ProgressCounter(units, options.onProgress, this.#previews(options));
        const cell = this.folder.latent.factor;
        const results = new Map();
        for (const { draw } of jobs) {
            const start = performance.now();
            const drawn = await draw(options.signal, progress);
            const seconds = (performance.now() - start) / 1000;
            for (const { spec, picture, reconstruction, isLocal, ...result } of drawn) {
                const before = { original, reconstruction };
                results.set(spec, {
                    sourcePrompt: inversion.prompt,
                    targetPrompt: spec.targetPrompt,
                    picture: options.isAsDrawn ? picture : keepUnchanged(picture, before, { cell, isLocal }),
                    seconds,
                    ...result,
                });
            }
        }
        return specs.map((spec) => results.get(spec));
    }
    /** What each word of the prompt looked at during the inversion. */
    async words(inversion) {
        this.#checkInversion(inversion);
        const prompt = this.#model.tokenizer.encode(inversion.prompt);
        return heatMaps(inversion.attention, prompt, inversion.latent);
    }
    /**
     * What a picture shows, in one sentence, by the model folder's captioner or that of `CAPTIONS`.
     *
     * Throws `no-captions` where there is neither.
     */
    async caption(image) {
        this.#captioner ??= openCaptioner(captionerFolder(this.folder.path));
        this.#captioner.catch(() => {
            this.#captioner = undefined;
        });
        return (await this.#captioner).caption(await this.#frame(image, 'crop'));
    }
    /** The picture as the inversion redraws it without any edit. */
    async reconstruct(inversion) {
        this.#checkInversion(inversion);
        return await reconstruct(this.#model, inversion);
    }
    async close() {
        await this.#model.close();
        await (await this.#captioner)?.close();
    }
    #previews(options) {
        return options.previews
            ? pictureNowAndThen((latent) => this.#model.vae.decode(latent))
            : undefined;
    }
    async #frame(image, fit) {
        if (!(image instanceof Uint8Array))
            return image;
        const { side, factor } = this.folder.latent;
        return decodePicture(image, { fit, size: side * factor, multiple: factor });
    }
    #checkInversion(inversion) {
        const isOurs = inversion.fingerprint === this.folder.fingerprint;
        const { num_train_timesteps: train } = this.folder.scheduler;
        if (isOurs && inversion.timesteps.every((timestep) => timestep < train))
            return;
        throw new WordbrushError('bad-inversion', `The inversion was made with another model than ${this.folder.settings.name}: ` +
            'load that model, or invert the picture again with this one.');
    }
}
function isPromptToPrompt(spec) {
    return spec.method === undefined || spec.method === 'prompt-to-prompt';
}
