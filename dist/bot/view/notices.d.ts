import type { QueuedJob } from '../queue/job-queue.ts';
import { type Place } from '../request/requests.ts';
import { type Line, type PictureFile, type View } from './views.ts';
export declare const GONE = "That picture is not kept any more. Post it again with /invert, or pick one from /gallery.";
export declare function gone(): View;
export declare function nothingHere(): View;
export declare function waiting(title: Line, position: number | null, job: string, picture?: PictureFile): View;
export declare function takingOver(prompt: string): Line;
export declare function working(title: Line, label: string, fraction: number | null, job: string, picture?: PictureFile): View;
/**
 * The queue as one person sees it from one place: what was asked for here and their own jobs of this
 * channel by name, everything else as a number, since its titles and names may be of private places.
 */
export declare function queueView(jobs: readonly QueuedJob[], here: Place, own: string): View;
export declare function help(prompt: string | null): View;
