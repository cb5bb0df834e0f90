import { type HubOptions } from './hub.ts';
import type { HubModel, Licence } from './registry.ts';
export interface PullOptions extends Omit<HubOptions, 'url'> {
    readonly hub: string;
    /** The folder that holds a folder for each model. */
    readonly home: string;
    /** Shows the licence and asks; without a yes nothing is downloaded. */
    readonly acceptLicence: (licence: Licence) => Promise<boolean>;
    readonly onProgress?: (progress: PullProgress) => void;
}
/** Bytes of the whole pull. */
export interface PullProgress {
    readonly file: string;
    readonly done: number;
    readonly total: number;
}
/**
 * Downloads a model into `home`/NAME and gives that folder. The folder appears only when it is
 * complete; until then its files gather in NAME.partial, where a later pull goes on.
 *
 * @throws WordbrushError `cancelled` without the licence's acceptance, `io` with what to do when
 * the hub refuses, a file arrives damaged, or the disk has no room.
 */
export declare function pullModel(model: HubModel, options: PullOptions): Promise<string>;
