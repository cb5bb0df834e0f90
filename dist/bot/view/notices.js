import { contentWords } from '../../edit-language/prompt-words.js';
import { exampleEdits } from '../../edit-language/suggestions.js';
import { COMMANDS } from '../request/commands.js';
import { isSameChannel, isSamePlace } from '../request/requests.js';
import { buttons, code, command, heading, line, list, note, strong, text, view, } from './views.js';
/** Of the next jobs, and of one's own behind them. */
const MAX_QUEUE_LINES = 10;
export const GONE = 'That picture is not kept any more. Post it again with /invert, or pick one from /gallery.';
export function gone() {
    return view('problem', text(GONE));
}
export function nothingHere() {
    return view('problem', text('There is no picture in this thread yet. Post one with /invert, or pick one from /gallery.'));
}
export function waiting(title, position, job, picture) {
    const label = position === null
        ? 'Starting'
        : position === 1
            ? 'Next in the queue'
            : `Number ${position} in the queue`;
    return working(title, label, null, job, picture);
}
export function takingOver(prompt) {
    return line `Learning to redraw ${strong(prompt)}`;
}
export function working(title, label, fraction, job, picture) {
    return view('working', text(title), { kind: 'progress', label, fraction, ...(picture && { picture }) }, buttons([{ id: `cancel:${job}`, label: 'Cancel', style: 'normal' }]));
}
/**
 * The queue as one person sees it from one place: what was asked for here and their own jobs of this
 * channel by name, everything else as a number, since its titles and names may be of private places.
 */
export function queueView(jobs, here, own) {
    if (jobs.length === 0)
        return view('plain', text('Nothing is running or waiting. Post a picture with /invert.'));
    const isOwn = ({ job }) => job.requester.key === own;
    const named = jobs.filter((queued) => {
        const { place } = queued.job.message;
        return isSamePlace(place, here) || (isOwn(queued) && isSameChannel(place, here));
    });
    const mine = named.slice(MAX_QUEUE_LINES).filter(isOwn);
    const shown = [...named.slice(0, MAX_QUEUE_LINES), ...mine.slice(0, MAX_QUEUE_LINES)];
    const rest = jobs.filter((queued) => !shown.includes(queued));
    const yours = rest.filter(isOwn).length;
    const more = `${rest.length} more${yours === 0 ? '' : `, ${yours} of them yours`}`;
    if (shown.length === 0)
        return view('plain', text(`Nothing is running or waiting here. Elsewhere: ${more}.`));
    return view('plain', heading('The queue'), list(...shown.map((queued) => {
        const { job, state, position } = queued;
        const what = job.kind === 'edit' ? code(job.title) : `learning to redraw “${job.title}”`;
        const who = isOwn(queued) ? strong('you') : job.requester.name;
        return line `${state === 'running' ? 'running' : `${position}.`} ${what}, ${who}`;
    })), note(`${rest.length > 0 ? `And ${more}. ` : ''}/cancel stops yours.`));
}
export function help(prompt) {
    const about = prompt ?? 'a cat on a red background in the snow';
    const examples = exampleEdits(about).slice(0, 4);
    const [word = 'cat'] = contentWords(about);
    return view('plain', heading('Edit a picture by changing the words that describe it'), text(line `Post a picture with ${command('/invert')} and one sentence about it, or take one from ${command('/gallery')}. Then, in its thread, say what to change:`), list(...examples.map((edit) => line `${command(edit)}`), line `${command(`${word}++`)} more of a word, ${command(`${word}--`)} less of it; ${command('+ "in the rain"')} adds words, ${command(`- "${word}"`)} takes words away; ${code(';')} between several`), text('At the end of an edit:'), list(line `${code('x4')} draws four variations`, line `${code('strength 0.8')} lets the words pull harder (0 to 1), ${code('structure 0.3')} keeps less of the layout (0 to 1)`, line `${code(`only "${word}"`)} changes nothing else, ${code(`keep "${word}"`)} leaves that as it is`), text(line `React to a picture with an emoji that names one of its words to see more of that; ➕ and ➖ turn the edited words up and down, ↩️ undoes, 🗑️ deletes. Taking a reaction back takes that back. Reply to an older picture to go on from there.`), heading('Commands'), list(...COMMANDS.map(({ name, description }) => line `${command(`/${name}`)} ${description}`)));
}
