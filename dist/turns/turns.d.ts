/** Work under the same key is done one after another, in the order in which it was asked for. */
export declare class Turns {
    #private;
    take<Value>(key: string, work: () => Promise<Value>): Promise<Value>;
}
