import sharp, {} from 'sharp';
// Pictures come one at a time and the UNet wants the cores and the memory.
sharp.cache(false);
sharp.concurrency(1);
// Of what libvips can open (SVG, PDF, TIFF, its own formats, … by the bytes' own claim) only these,
// and only from memory. It holds for the whole process, so nobody else loads sharp.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
    operation: [
        'VipsForeignLoadJpegBuffer',
        'VipsForeignLoadPngBuffer',
        'VipsForeignLoadWebpBuffer',
        'VipsForeignLoadNsgifBuffer',
        'VipsForeignLoadHeifBuffer', // AVIF
    ],
});
export { sharp };
