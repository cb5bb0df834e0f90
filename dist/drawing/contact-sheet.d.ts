import type { Picture } from '../pipeline/types.ts';
export interface SheetCell {
    readonly picture: Picture;
    readonly caption: string;
    /** A second, lighter line. */
    readonly note?: string;
}
export interface SheetRow {
    readonly title?: string;
    readonly cells: readonly SheetCell[];
    /** Side of a cell in pixels; a row that would not fit is broken. */
    readonly cellSize: number;
}
export interface Sheet {
    readonly title: string;
    readonly subtitle?: string;
    readonly rows: readonly SheetRow[];
    readonly width?: number;
}
/** Draws pictures with captions on one sheet; PNG bytes. */
export declare function drawContactSheet(sheet: Sheet): Promise<Buffer>;
