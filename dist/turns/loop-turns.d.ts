/**
 * A turn of the event loop for each of many that could go on at once, in the order in which they ask.
 * A burst then lets everything else happen in between: connections, acknowledgements, timers.
 */
export declare class LoopTurns {
    #private;
    next(): Promise<void>;
}
