interface PageFile {
    readonly type: string;
    readonly body: Uint8Array<ArrayBuffer>;
}
/** The page's files by path. Its modules are TypeScript: the types are stripped here, once. */
export declare function pageFiles(): Promise<ReadonlyMap<string, PageFile>>;
export {};
