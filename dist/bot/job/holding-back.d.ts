import type { SafetyClassifier } from '../../pipeline/safety.ts';
import type { Worker } from '../queue/job-queue.ts';
import type { Stores } from '../store/stores.ts';
export interface HoldingBackParts {
    readonly stores: Pick<Stores, 'pictures' | 'inversions'>;
    readonly classifier: SafetyClassifier;
    /** From this probability on a picture is unsafe. */
    readonly threshold: number;
    /** Channels, by their ids, in which unsafe pictures are shown. */
    readonly channels: readonly string[];
}
export interface SafetySettings {
    /** The classifier's ONNX file. */
    readonly model: string;
    readonly threshold: number;
    readonly channels: readonly string[];
}
/** The worker with the operator's classifier, where there is one. Throws `bad-model`. */
export declare function withSafety(work: Worker, settings: SafetySettings | null, stores: HoldingBackParts['stores']): Promise<Worker>;
/** A worker that hands over no unsafe picture where its channel does not allow them: it deletes them. */
export declare function holdingBack(work: Worker, { stores, classifier, threshold, channels }: HoldingBackParts): Worker;
