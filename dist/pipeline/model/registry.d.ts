export interface Licence {
    readonly name: string;
    readonly url: string;
    /** What a person agrees to, in a few lines. */
    readonly summary: string;
}
/** A model that can be pulled from the Hugging Face hub. */
export interface HubModel {
    readonly name: string;
    readonly repository: string;
    readonly revision: string;
    readonly licence: Licence;
    /** Configs by path, for repositories exported by tools that left them out. */
    readonly configs: Readonly<Record<string, object>>;
}
export declare const HUB_MODELS: readonly HubModel[];
export declare const BUNDLED_MODEL: string;
/** Where pulled models are kept: `$WORDBRUSH_HOME/models` or the user's data folder. */
export declare function modelsHome(environment?: NodeJS.ProcessEnv): string;
/**
 * The folder that a model's name or path stands for; no name stands for the bundled model.
 *
 * @throws WordbrushError `bad-model` for the name of a hub model that has not been pulled.
 */
export declare function modelFolder(nameOrPath: string | undefined, environment?: NodeJS.ProcessEnv): string;
