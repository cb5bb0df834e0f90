import { METHOD_LABELS } from '../../edit-language/edit-methods.js';
import { exampleEdits } from '../../edit-language/suggestions.js';
import { variationLabel } from '../plan/results.js';
import { pictureOf, resultOf } from '../thread/threads.js';
import { gone, nothingHere } from './notices.js';
import { enlarged } from './pictures.js';
import { buttons, code, command, heading, line, list, note, strong, text, view, } from './views.js';
/** Below this the model cannot draw the picture, whatever its words. PSNR in dB. */
const VAE_BOUND_TOO_LOW = 23;
/** Views of what is kept in the stores. */
export class Replies {
    #stores;
    constructor(stores) {
        this.#stores = stores;
    }
    async file(id, alt) {
        const bytes = id === undefined ? undefined : await this.#stores.pictures.get(id);
        if (id === undefined || !bytes)
            return null;
        return { id, name: `${id}.png`, alt, bytes: await enlarged(bytes) };
    }
    /** A result as its message shows it. */
    async result(thread, result) {
        return result.parent === null
            ? await this.source(thread, result, null)
            : await this.#edit(thread, result);
    }
    /** The redrawn source beside what was posted, and how its full inversion goes. */
    async source(thread, result, full) {
        const source = thread.sources[result.source];
        const before = await this.file(source?.picture, `The picture as posted: ${result.prompt}`);
        const after = await this.file(pictureOf(result), `Redrawn from its words: ${result.prompt}`);
        if (!source?.report || !before || !after)
            return gone();
        const { report } = source;
        const strip = await this.heat(source);
        const example = exampleEdits(source.prompt)[0];
        return view('done', heading(result.prompt), { kind: 'compare', before, after }, text(...fidelity(report)), full, strip, example
            ? text(line `Now say what to change: ${command(example)}`)
            : text('Now say what to change.'), buttons([
            { id: `edit:${result.id}`, label: 'Edit…', style: 'primary', form: true },
            { id: `full:${result.id}`, label: 'Full size', style: 'normal' },
        ]));
    }
    async heat(source) {
        const picture = await this.file(source.picture, source.prompt);
        const words = [];
        for (const { word, picture: id } of source.heat) {
            const overlay = await this.file(id, `What “${word}” looks at`);
            if (overlay)
                words.push({ word, overlay });
        }
        return picture && words.length > 0 ? { kind: 'heat-strip', picture, words } : null;
    }
    async #edit(thread, result) {
        const parent = resultOf(thread, result.parent);
        const title = changedLine(parent?.prompt ?? '', result.prompt);
        const files = [];
        for (const id of result.pictures) {
            const file = await this.file(id, result.prompt);
            if (file)
                files.push(file);
        }
        const [after] = files;
        if (!after)
            return gone();
        const footer = note(line `${code(result.title)} by ${result.requester.name}${seconds(result.seconds)}${methodNote(result)}${weightsNote(result)}`);
        const masks = await this.#masks(thread, result);
        if (files.length > 1)
            return view('done', heading(title), {
                kind: 'grid',
                pictures: files,
                captions: files.map((_, i) => `${pictureName(result, i)}${i === result.chosen ? ' ✓' : ''}${costs(result, i)}`),
            }, masks, footer, buttons([
                ...files.map((_, i) => ({
                    id: `pick:${result.id}:${i}`,
                    label: `Use ${i + 1}`,
                    style: i === result.chosen ? 'primary' : 'normal',
                })),
                ...editButtons(result),
            ]));
        const before = await this.file(parent && pictureOf(parent), `Before: ${parent?.prompt ?? 'the picture'}`);
        return view('done', heading(title), before ? { kind: 'compare', before, after } : { kind: 'picture', picture: after }, masks, footer, buttons([
            { id: `stronger:${result.id}`, label: 'Stronger', style: 'normal' },
            { id: `weaker:${result.id}`, label: 'Weaker', style: 'normal' },
            { id: `vary:${result.id}`, label: 'Vary', style: 'normal' },
            ...editButtons(result),
        ]));
    }
    /** Where the methods that have a mask might draw. */
    async #masks(thread, result) {
        const { drawn = [] } = result;
        const source = thread.sources[result.source];
        const picture = await this.file(source?.picture, result.prompt);
        const words = [];
        for (const [i, { method, mask }] of drawn.entries()) {
            const name = METHOD_LABELS[method];
            const overlay = mask && (await this.file(mask, `Where ${name} might draw`));
            const word = drawn.length > 1 ? `${i + 1} · ${name} mask` : `${name} mask`;
            if (overlay)
                words.push({ word, overlay });
        }
        return picture && words.length > 0 ? { kind: 'heat-strip', picture, words } : null;
    }
    async compareWithSource(thread, result) {
        const source = thread.sources[result.source];
        const before = await this.file(source?.picture, `The picture as posted: ${source?.prompt}`);
        const after = await this.file(pictureOf(result), result.prompt);
        if (!before || !after)
            return gone();
        return view('plain', text(line `The picture as posted, and ${strong(result.prompt)}.`), {
            kind: 'compare',
            before,
            after,
        });
    }
    async fullSize(result) {
        const id = pictureOf(result);
        const bytes = id && (await this.#stores.pictures.get(id));
        if (!id || !bytes)
            return gone();
        return view('plain', text(line `${strong(result.prompt)}, as the model drew it.`), {
            kind: 'picture',
            picture: { id: `${id}-full`, name: `${id}-full.png`, alt: result.prompt, bytes },
        });
    }
    history(thread) {
        // One edit after another stays in line; what branches off is set in.
        const branches = (id) => thread.results.filter(({ parent }) => parent === id).length;
        const depth = (result) => {
            const parent = resultOf(thread, result.parent);
            return parent ? depth(parent) + (branches(parent.id) > 1 ? 1 : 0) : 0;
        };
        const lines = inTreeOrder(thread).map((result) => {
            const indent = '\u2003'.repeat(depth(result));
            const mark = result.id === thread.current ? strong(' ← here') : '';
            return result.parent === null
                ? ['🖼️ ', strong(result.prompt), mark]
                : [`${indent}↳ `, code(result.title), ` ${result.prompt}`, mark];
        });
        if (lines.length === 0)
            return nothingHere();
        return view('plain', heading('How the pictures came about'), list(...lines.filter((l) => l.length > 0)), note('Reply to an older picture to go on from there; /undo goes one step back.'));
    }
}
function editButtons(result) {
    return [
        { id: `edit:${result.id}`, label: 'Edit…', style: 'normal', form: true },
        { id: `undo:${result.id}`, label: 'Undo', style: 'normal' },
        { id: `compare:${result.id}`, label: 'Compare', style: 'normal' },
        { id: `full:${result.id}`, label: 'Full size', style: 'normal' },
        { id: `delete:${result.id}`, label: 'Delete', style: 'danger' },
    ];
}
function inTreeOrder(thread) {
    const under = (parent) => thread.results
        .filter((result) => result.parent === parent)
        .flatMap((result) => [result, ...under(result.id)]);
    return under(null);
}
/** The prompt with what is new in it marked. */
function changedLine(before, after) {
    const old = new Set(before.toLowerCase().split(/\s+/u));
    return after
        .split(/\s+/u)
        .flatMap((word, i) => [i > 0 ? ' ' : '', old.has(word.toLowerCase()) ? word : strong(word)])
        .filter((piece) => piece !== '');
}
/** What is said of a redrawing that lost less than so many dB against the VAE alone. */
const CLOSENESS = [
    [0.5, 'As close as it gets'],
    [2, 'Very close'],
    [5, 'Close'],
];
const ROUGH = [
    Number.POSITIVE_INFINITY,
    'Rough (a sentence that says more of what is there may bring it closer)',
];
function fidelity(report) {
    const { psnr, vaePsnr, method } = report;
    if (vaePsnr < VAE_BOUND_TOO_LOW)
        return [
            line `${strong('This model cannot draw this picture well')} (${decibels(vaePsnr)} at best): edits will look rough.`,
            line `Start from a picture it knows with ${command('/gallery')}, or have whoever runs the bot load Stable Diffusion: ${code('npx wordbrush models pull stable-diffusion-v1-5')}`,
        ];
    const [, words] = CLOSENESS.find(([most]) => vaePsnr - psnr < most) ?? ROUGH;
    const found = line `${strong(words)}: ${decibels(psnr)}, where this model reaches ${decibels(vaePsnr)} at best.`;
    return method === 'null-text'
        ? [found]
        : [found, line `This is the quick version: you can edit it already.`];
}
function decibels(value) {
    return Number.isFinite(value) ? `${value.toFixed(1)} dB` : 'exact';
}
function seconds(value) {
    return value === undefined ? '' : ` · ${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
/** What one of several pictures is: a method, or a variation. */
function pictureName({ options, drawn = [] }, i) {
    const how = drawn[i];
    return options.using === 'all' && how ? METHOD_LABELS[how.method] : variationLabel(i, options);
}
/** What a method took that is compared with others, on lines of their own. */
function costs({ options, drawn = [] }, i) {
    const how = drawn[i];
    if (options.using !== 'all' || !how)
        return '';
    return `${seconds(how.seconds)}${figures(how)}`.replaceAll(' · ', '\n');
}
/** The method of a picture that is not drawn by Prompt-to-Prompt, and what it took. */
function methodNote({ drawn: [how, ...others] = [] }) {
    if (!how || others.length > 0 || how.method === 'prompt-to-prompt')
        return '';
    return ` · ${METHOD_LABELS[how.method]}${figures(how)}`;
}
function figures({ unetRows, likeness }) {
    return ` · ${unetRows} model ${unetRows === 1 ? 'run' : 'runs'} · ${decibels(likeness)} to the original`;
}
function weightsNote({ weights }) {
    if (weights.length === 0)
        return '';
    return ` · ${weights.map(({ words, factor }) => `${words} × ${factor}`).join(', ')}`;
}
