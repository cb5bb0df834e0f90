export interface TextStyle {
    /** Height of an em in pixels. */
    readonly size: number;
    readonly colour: string;
    readonly bold?: boolean;
    /** Longer lines are wrapped. */
    readonly maxWidth?: number;
}
export interface DrawnImage {
    /** PNG with transparency. */
    readonly png: Buffer;
    readonly width: number;
    readonly height: number;
}
/**
 * Sets a text in the bundled font, so that a sheet looks the same on every machine. A line is as tall
 * whatever its letters, so that texts beside each other stand on one line.
 */
export declare function drawText(text: string, style: TextStyle): Promise<DrawnImage>;
