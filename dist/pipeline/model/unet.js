import { CONTEXT, hasSource, SAMPLE, TIMESTEP } from '../graph/index.js';
import * as ort from '../runtime.js';
import { concatRows, rowsOf } from '../tensor.js';
import { CompiledUNet, variantName } from './compile.js';
import { graphPath } from './folder.js';
import { openSession } from './session.js';
import { toFloat32 } from './text-encoder.js';
/** One inversion followed by one edit uses nine graphs. */
const OPEN_SESSIONS = 10;
/**
 * The UNet of a model folder for one latent size. Its limits are those of the folder's settings,
 * which are meant for the square latent, scaled by area. Graphs are compiled and opened when first
 * used.
 *
 * @param cacheFolder see CompiledUNet
 */
export async function openNoisePredictor(folder, latent, cacheFolder) {
    const { selfAttentionMaxTokens, blendMapSide } = folder.settings;
    const area = (latent.height * latent.width) / folder.latent.side ** 2;
    return new UNet({
        modelPath: graphPath(folder, 'unet'),
        fingerprint: folder.fingerprint,
        latent,
        tokens: folder.tokens,
        embeddingWidth: folder.embeddingWidth,
    }, {
        selfAttentionMaxTokens: selfAttentionMaxTokens * area,
        observedTokens: blendMapSide ** 2 * area,
    }, cacheFolder);
}
/**
 * A compiled UNet. The runtime blocks the thread for a whole run, but lets the event loop turn before
 * each, so that cancellations and messages are seen.
 */
export class UNet {
    latent;
    tokens;
    embeddingWidth;
    #compiled;
    #limits;
    /** Least recently used first. */
    #sessions = new Map();
    constructor(target, limits, cacheFolder) {
        this.latent = target.latent;
        this.tokens = target.tokens;
        this.embeddingWidth = target.embeddingWidth;
        this.#limits = limits;
        this.#compiled = new CompiledUNet(target, cacheFolder);
    }
    async predict(latents, timestep, context) {
        const variant = { kind: 'predict', rows: latents.dims[0] };
        const feeds = { [SAMPLE]: latents, [CONTEXT]: context };
        return predictionOf(await this.#run(variant, timestep, feeds));
    }
    async observe(latent, timestep, context) {
        const { observedTokens } = this.#limits;
        const feeds = { [SAMPLE]: latent, [CONTEXT]: context };
        const outputs = await this.#run({ kind: 'observe', observedTokens }, timestep, feeds);
        return { prediction: predictionOf(outputs), attention: outputs.attention };
    }
    async nullText(latent, timestep) {
        const stem = await this.#run({ kind: 'stem' }, timestep, { [SAMPLE]: latent });
        const step = { ...stem, [SAMPLE]: latent };
        return {
            predict: async (context) => {
                const feeds = { ...step, [CONTEXT]: context };
                return predictionOf(await this.#run({ kind: 'conditional' }, timestep, feeds));
            },
            gradient: async (input) => {
                const outputs = await this.#run({ kind: 'gradient' }, timestep, {
                    ...step,
                    [CONTEXT]: input.nullEmbedding,
                    conditional: input.conditional,
                    target: input.target,
                    guidance_scale: scalar(input.guidanceScale),
                    latent_coefficient: scalar(input.latentCoefficient),
                    prediction_coefficient: scalar(input.predictionCoefficient),
                });
                const { loss, gradient, prediction } = outputs;
                return { loss: loss.data[0], gradient: gradient, prediction: prediction };
            },
        };
    }
    async edit(step) {
        const targets = step.targetLatents.dims[0];
        const options = {
            targets,
            crossAttention: step.crossAttention !== null,
            selfAttentionMaxTokens: step.replaceSelfAttention ? this.#limits.selfAttentionMaxTokens : 0,
            observedTokens: step.observe ? this.#limits.observedTokens : 0,
        };
        const source = hasSource(options);
        const outputs = await this.#run({ kind: 'edit', ...options }, step.timestep, {
            [SAMPLE]: concatRows([...(source ? [step.sourceLatent] : []), step.targetLatents]),
            [CONTEXT]: concatRows([
                step.nullEmbeddings,
                ...(source ? [step.sourceContext] : []),
                step.targetContexts,
            ]),
            ...(step.crossAttention && {
                source_mapper: step.crossAttention.sourceMapper,
                target_gain: step.crossAttention.targetGain,
            }),
        });
        const prediction = predictionOf(outputs);
        return {
            unconditional: rowsOf(prediction, 0, targets),
            conditional: rowsOf(prediction, targets, 2 * targets),
            attention: step.observe ? outputs.attention : null,
            rows: 2 * targets + (source ? 1 : 0),
        };
    }
    async close() {
        const sessions = [...this.#sessions.values()];
        this.#sessions.clear();
        for (const session of sessions)
            await (await session).release();
    }
    /** Runs a graph on those of the values that it reads. */
    async #run(variant, timestep, values) {
        const session = await this.#session(variant);
        const feeds = {};
        for (const input of session.inputMetadata) {
            const value = values[input.name];
            if (input.name === TIMESTEP)
                feeds[input.name] = timestepTensor(input, timestep);
            else if (value)
                feeds[input.name] = new ort.Tensor('float32', value.data, value.dims);
        }
        const results = await session.run(feeds);
        const outputs = {};
        for (const name of session.outputNames)
            outputs[name] = toFloat32(results[name], `The graph "${variantName(variant)}"`);
        return outputs;
    }
    #session(variant) {
        const name = variantName(variant);
        const session = this.#sessions.get(name) ?? this.#open(variant);
        this.#sessions.delete(name);
        this.#sessions.set(name, session);
        session.catch(() => this.#sessions.delete(name));
        const [oldest, unused] = this.#sessions.entries().next().value ?? [];
        if (this.#sessions.size > OPEN_SESSIONS && oldest && unused) {
            this.#sessions.delete(oldest);
            void unused.then((evicted) => evicted.release());
        }
        return session;
    }
    /** Opens a compiled graph. One that cannot be opened is taken for damaged and made again, once. */
    async #open(variant) {
        const path = await this.#compiled.path(variant);
        try {
            return await openSession(path);
        }
        catch {
            await this.#compiled.discard();
            return openSession(await this.#compiled.path(variant));
        }
    }
}
/** The UNet's own output, which is the first one of a graph. */
function predictionOf(outputs) {
    return Object.values(outputs)[0];
}
function scalar(value) {
    return { data: Float32Array.of(value), dims: [] };
}
/** The timestep in the type and rank that the export reads. */
function timestepTensor(input, timestep) {
    const dims = input.isTensor ? input.shape.map(() => 1) : [];
    const type = input.isTensor ? input.type : 'float32';
    if (type === 'int64')
        return new ort.Tensor('int64', BigInt64Array.of(BigInt(timestep)), dims);
    if (type === 'int32')
        return new ort.Tensor('int32', Int32Array.of(timestep), dims);
    return new ort.Tensor('float32', Float32Array.of(timestep), dims);
}
