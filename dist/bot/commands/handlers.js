import { problem } from '../view/views.js';
import { cancel, gallery, help, history, queue, settings, words } from './answers.js';
import { compareMethods, compare as compareWithSource, deleteResult, edit, fullSize, pick, stronger, undo, vary, } from './edits.js';
import { forget } from './forgetting.js';
import { invert } from './inverting.js';
export const COMMAND_HANDLERS = {
    invert,
    edit: (studio, request, answer) => edit(studio, request, String(request.options.edit ?? ''), request.message, answer),
    compare: compareMethods,
    words,
    history,
    undo: (studio, request, answer) => undo(studio, request, null, answer),
    cancel: (studio, request, answer) => cancel(studio, request, null, answer),
    queue,
    gallery: (studio, request, answer) => gallery(studio, request, String(request.options.example ?? ''), answer),
    settings,
    forget: (studio, request, answer) => forget(studio, request, request.options.what ?? null, false, answer),
    help,
};
/** By the part of a button's id before the first colon; the rest are its arguments. */
export const BUTTON_HANDLERS = {
    stronger: (studio, request, [id = ''], answer) => stronger(studio, request, id, 1, answer),
    weaker: (studio, request, [id = ''], answer) => stronger(studio, request, id, -1, answer),
    vary: (studio, request, [id = ''], answer) => vary(studio, request, id, answer),
    pick: (studio, request, [id = '', index], answer) => pick(studio, request, id, Number(index), answer),
    undo: (studio, request, [id = ''], answer) => undo(studio, request, id, answer),
    compare: (studio, request, [id = ''], answer) => compareWithSource(studio, request, id, answer),
    full: (studio, request, [id = ''], answer) => fullSize(studio, request, id, answer),
    delete: (studio, request, [id = ''], answer) => deleteResult(studio, request, id, answer),
    cancel: (studio, request, [id = ''], answer) => cancel(studio, request, id, answer),
    example: (studio, request, [number = ''], answer) => gallery(studio, request, number, answer),
    forget: (studio, request, [what = ''], answer) => forget(studio, request, what, true, answer),
    edit: async (_studio, _request, _args, answer) => {
        await answer(problem('Type the edit in this thread: /edit "a cat" -> "a lion".'), 'private');
    },
};
