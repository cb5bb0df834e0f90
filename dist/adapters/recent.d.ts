/** A map that forgets its oldest entries. */
export declare class Recent<Value> {
    #private;
    constructor(capacity: number);
    get(key: string): Value | undefined;
    has(key: string): boolean;
    set(key: string, value: Value): void;
    delete(key: string): void;
}
