import type { Picture } from './types.ts';
/** What an edit started from. */
export interface Unedited {
    readonly original: Picture;
    readonly reconstruction: Picture;
}
/**
 * Takes from the picture itself what an edit has left alone, so that it keeps the details which the
 * autoencoder loses and does not drift. An edit has left alone what looks like the reconstruction:
 *
 *     d = blur(rms(drawn − reconstruction)),  m = smoothstep(10, 25, d),  result = m·drawn + (1 − m)·original
 *
 * Where the edit was local, to an object, what the reconstruction had lost of the old one goes with
 * it, such as whiskers: near a change, m also rises with the reconstruction's own error.
 *
 * All pictures have one size. `cell` is the side of a latent's cell in pixels, to which the blur is
 * proportional. A change of tone that is weaker than the thresholds everywhere is lost.
 */
export declare function keepUnchanged(drawn: Picture, { original, reconstruction }: Unedited, { cell, isLocal }: {
    readonly cell: number;
    readonly isLocal: boolean;
}): Picture;
