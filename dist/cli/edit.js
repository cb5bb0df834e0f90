import { z } from 'zod';
import { drawContactSheet } from '../drawing/contact-sheet.js';
import { maskOverlay } from '../drawing/heat-map.js';
import { parseEdit } from '../edit-language/edit-language.js';
import { checkTakesMask, METHOD_LABELS } from '../edit-language/edit-methods.js';
import { editSpecsOf } from '../edit-language/edit-specs.js';
import { WordbrushError } from '../pipeline/errors.js';
import { decodePicture, encodePng } from '../pipeline/image.js';
import { checkOutput, readInversion, readPicture, writeOutput } from './files.js';
import { withPipeline } from './session.js';
const CELL_SIZE = 153; // six to a line
const Options = z.object({
    out: z.string(),
    mask: z.string().optional(),
    json: z.boolean().default(false),
});
export function addEdit(program) {
    program
        .command('edit')
        .description('Redraw an inverted picture under other words.')
        .argument('<file>', 'an inversion')
        .argument('<edit>', `such as '"a cat" -> "a lion"', '"snow" * 2' or '"a cat" -> "a lion" using diffedit'`)
        .requiredOption('--out <png>', 'where to write the picture; with “using all”, a sheet of them')
        .option('--mask <picture>', 'white where “using inpaint” redraws')
        .option('--json', 'print one JSON object')
        .action(async (file, text, values, command) => {
        const { out, mask, json } = Options.parse(values);
        await checkOutput(out);
        const inversion = await readInversion(file);
        const request = parseEdit(text, inversion.prompt);
        if ((request.options.variations ?? 1) > 1)
            throw new WordbrushError('bad-edit', `x${request.options.variations} asks for several pictures and --out names one: leave it ` +
                'out, and vary “strength” or “structure” instead.');
        const { using } = request.options;
        if (mask !== undefined)
            checkTakesMask(request.options);
        const given = mask === undefined ? undefined : await readPicture(mask);
        const specs = editSpecsOf(request, inversion.prompt, given);
        const results = await withPipeline(command, (client, job) => client.edit(inversion, specs, job));
        const isSheet = using === 'all';
        await writeOutput(out, isSheet ? await sheetOf(inversion, text, results) : await encodePng(results[0].picture));
        const told = results.map(({ picture: _, mask: __, ...rest }) => rest);
        if (json)
            console.log(JSON.stringify(isSheet ? told : told[0]));
        else
            for (const { targetPrompt, method, kind, seconds, unetRows } of told)
                console.log(`${out}: “${targetPrompt}” (${kind ?? method}, ${seconds.toFixed(1)} s, ${unetRows} UNet rows).`);
    });
}
/** The picture, each method's redrawing of it with what it took, and where each might draw. */
async function sheetOf(inversion, edit, results) {
    const posted = await decodePicture(inversion.picture);
    const drawn = results.map(({ picture, method, seconds, unetRows }) => ({
        picture,
        caption: METHOD_LABELS[method],
        note: `${seconds.toFixed(1)} s, ${unetRows} UNet rows`,
    }));
    const masks = [];
    for (const { mask, method } of results)
        if (mask)
            masks.push({ picture: await maskOverlay(posted, mask), caption: METHOD_LABELS[method] });
    return drawContactSheet({
        title: `“${inversion.prompt}”`,
        subtitle: edit,
        rows: [
            { cells: [{ picture: posted, caption: 'The picture' }, ...drawn], cellSize: CELL_SIZE },
            ...(masks.length > 0
                ? [{ title: 'Where each might draw', cells: masks, cellSize: CELL_SIZE }]
                : []),
        ],
    });
}
