export interface Running {
    /** Where each adapter can be found, as sentences. */
    readonly places: readonly string[];
    /** Closes everything within WORDBRUSH_STOP_SECONDS; what was not done is taken up by the next start. */
    stop(): Promise<void>;
}
/**
 * The composition root: settings → stores → pipeline → bot → adapters.
 *
 * @throws Error with a sentence when a setting, the model folder or a platform is not right
 */
export declare function start(environment: Readonly<Record<string, string | undefined>>): Promise<Running>;
/** `npm start` and `npx wordbrush`: starts, says where, and stops when a signal asks for it. */
export declare function serve(): Promise<void>;
