/** A view with its pictures as addresses; `address` keeps the bytes. */
export function toWire(view, address) {
    return { tone: view.tone, blocks: view.blocks.map((block) => blockToWire(block, address)) };
}
function blockToWire(block, address) {
    switch (block.kind) {
        case 'text':
        case 'buttons':
            return block;
        case 'picture':
            return { ...block, picture: address(block.picture) };
        case 'compare':
            return { ...block, before: address(block.before), after: address(block.after) };
        case 'grid':
            return { ...block, pictures: block.pictures.map(address) };
        case 'heat-strip':
            return {
                ...block,
                picture: address(block.picture),
                words: block.words.map(({ word, overlay }) => ({ word, overlay: address(overlay) })),
            };
        case 'progress': {
            const { picture, ...progress } = block;
            return { ...progress, ...(picture && { picture: address(picture) }) };
        }
    }
}
/** The pictures of a view. */
export function picturesIn(view) {
    return (view?.blocks ?? []).flatMap(picturesOf);
}
function picturesOf(block) {
    switch (block.kind) {
        case 'text':
        case 'buttons':
            return [];
        case 'picture':
            return [block.picture];
        case 'compare':
            return [block.before, block.after];
        case 'grid':
            return block.pictures;
        case 'heat-strip':
            return [block.picture, ...block.words.map(({ overlay }) => overlay)];
        case 'progress':
            return block.picture ? [block.picture] : [];
    }
}
