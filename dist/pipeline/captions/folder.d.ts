/**
 * Where the captioner for a model is: the folder that `CAPTIONS` names, else the model's own
 * `captioner/`; null where there is neither, or `CAPTIONS=off`.
 */
export declare function findCaptioner(modelPath: string, environment?: NodeJS.ProcessEnv): string | null;
/** The same; throws `no-captions` where there is none. */
export declare function captionerFolder(modelPath: string, environment?: NodeJS.ProcessEnv): string;
