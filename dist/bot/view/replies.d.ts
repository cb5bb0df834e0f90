import type { Stores } from '../store/stores.ts';
import { type Result, type Source, type Thread } from '../thread/threads.ts';
import { type PictureFile, type ProgressBlock, type View } from './views.ts';
/** Views of what is kept in the stores. */
export declare class Replies {
    #private;
    constructor(stores: Stores);
    file(id: string | undefined, alt: string): Promise<PictureFile | null>;
    /** A result as its message shows it. */
    result(thread: Thread, result: Result): Promise<View>;
    /** The redrawn source beside what was posted, and how its full inversion goes. */
    source(thread: Thread, result: Result, full: ProgressBlock | null): Promise<View>;
    heat(source: Source): Promise<{
        readonly kind: 'heat-strip';
        readonly picture: PictureFile;
        readonly words: {
            word: string;
            overlay: PictureFile;
        }[];
    } | null>;
    compareWithSource(thread: Thread, result: Result): Promise<View>;
    fullSize(result: Result): Promise<View>;
    history(thread: Thread): View;
}
