import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { END, header, pixels, png } from './png.ts';

/** Written into files that are pictures all the same: nothing of it may be kept. */
export const MARK = '<script>alert("hostile")</script>';

export interface HostilePicture {
  readonly name: string;
  readonly bytes: () => Uint8Array | Promise<Uint8Array>;
  /** What the person is told; null where the picture is taken, without what does not belong to it. */
  readonly sentence: RegExp | null;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const mark = latin1(MARK);
const SIDE = 24;
const noise = () =>
  sharp({
    create: {
      width: SIDE,
      height: SIDE,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 50 },
    },
  });
const format = (kind: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif'): Promise<Buffer> =>
  noise().toFormat(kind).toBuffer();
const part = async (file: Promise<Buffer>, share: number): Promise<Buffer> => {
  const bytes = await file;
  return bytes.subarray(0, Math.floor(bytes.length * share));
};
const followedBy = async (file: Promise<Buffer>, ...more: Buffer[]): Promise<Buffer> =>
  Buffer.concat([await file, ...more]);
const box = (type: string, brands: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 8 + brands.length]), latin1(type + brands)]);
const riff = (kind: string, content = 'x'.repeat(64), length = content.length + 4): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  return Buffer.concat([latin1('RIFF'), size, latin1(kind + content)]);
};
/** A GIF's header and screen, without a colour table. */
const gifScreen = (width: number, height: number): Buffer => {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  return Buffer.concat([latin1('GIF89a'), screen]);
};
/** A JPEG that begins like one of so many pixels. */
const jpegClaiming = (width: number, height: number, components = 3): Buffer => {
  const frame = Buffer.from([0xff, 0xc0, 0, 8 + 3 * components, 8, 0, 0, 0, 0, components]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const parts = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat();
  return Buffer.concat([Buffer.from([0xff, 0xd8]), frame, Buffer.from([...parts, 0xff, 0xd9])]);
};
/** A real JPEG that claims another size. */
const resized = async (file: Promise<Buffer>, width: number, height: number): Promise<Buffer> => {
  const bytes = await file;
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
};
const animated = (kind: 'gif' | 'webp', frames: number): Promise<Buffer> =>
  sharp(Buffer.alloc(SIDE * SIDE * 3 * frames, 90), {
    raw: { width: SIDE, height: SIDE * frames, channels: 3, pageHeight: SIDE },
  })
    .toFormat(kind)
    .toBuffer();

const DAMAGED = /^The picture is damaged or cut short .* Send the original file again\.$/;
const tooLarge = (size: string): RegExp =>
  new RegExp(`^The picture is ${size} pixels .*; the limit is 40 megapixels\\. Make it smaller`);
const notA = (what: string): RegExp =>
  new RegExp(`^The file is ${what}\\. Send a JPEG, PNG, WebP, AVIF or GIF\\.$`);
const UNKNOWN = notA('not a known kind of picture');

const SVG = (inside: string, before = ''): Buffer =>
  latin1(`${before}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`);

/** Blurs of blurs over the whole drawing. */
const SLOW = `<filter id="f">${'<feGaussianBlur stdDeviation="99"/>'.repeat(999)}</filter>
  <rect width="9999" height="9999" filter="url(#f)"/>`;

/** Some of its pixels are missing: the decoder warns of it and draws on. */
const holed = async (): Promise<Buffer> => {
  const bytes = await sharp({
    create: {
      width: 320,
      height: 320,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 50 },
    },
  })
    .jpeg()
    .toBuffer();
  bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 4_000);
  return bytes;
};

export const PICTURES: readonly HostilePicture[] = [
  // No pictures at all, whatever their names say.
  { name: 'nothing', bytes: () => Buffer.alloc(0), sentence: /^The picture is empty \(0 bytes\)/ },
  { name: 'text', bytes: () => latin1('a photo of a cat'), sentence: notA('text') },
  { name: 'zeros', bytes: () => Buffer.alloc(4_096), sentence: UNKNOWN },
  {
    name: 'a web page',
    bytes: () => latin1(`<!doctype html>${MARK}`),
    sentence: notA('a web page'),
  },
  {
    name: 'a web page after spaces',
    bytes: () => latin1(`\n \n<HTML>${MARK}`),
    sentence: notA('a web page'),
  },
  { name: 'an SVG with a script', bytes: () => SVG(MARK), sentence: notA('an SVG drawing') },
  {
    name: 'an SVG that reads a file',
    bytes: () => SVG('<image href="file:///etc/passwd"/>', '<?xml version="1.0"?>\n'),
    sentence: notA('an SVG drawing'),
  },
  {
    name: 'an SVG of a billion laughs',
    bytes: () => SVG('&b;', '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
    sentence: notA('an SVG drawing'),
  },
  {
    name: 'an SVG far behind its beginning',
    bytes: () => SVG(MARK, `<!--${'x'.repeat(2_000)}-->`),
    sentence: notA('text'),
  },
  {
    name: 'an SVG that begins like an AVIF and takes minutes to draw',
    bytes: () => SVG(SLOW, '<!--ftypavif-->'),
    sentence: notA('an SVG drawing'),
  },
  {
    name: 'an SVG that begins like an AVIF and claims to be nothing else',
    bytes: () =>
      Buffer.concat([latin1('<!--ftypavifmif1'), Buffer.alloc(0), latin1('-->'), SVG(SLOW)]),
    sentence: notA('an SVG drawing'),
  },
  { name: 'a packed SVG', bytes: () => gzipSync(SVG(MARK)), sentence: UNKNOWN },
  { name: 'a PDF', bytes: () => latin1('%PDF-1.7\n1 0 obj'), sentence: notA('a PDF document') },
  { name: 'PostScript', bytes: () => latin1('%!PS\n(/etc/passwd) run'), sentence: notA('text') },
  {
    name: 'an ImageMagick script',
    bytes: () => latin1('push graphic-context\nfill "url(|id)"'),
    sentence: notA('text'),
  },
  { name: 'a ZIP', bytes: () => latin1('PK\x03\x04\x14\0\0\0'), sentence: UNKNOWN },
  { name: 'a program', bytes: () => latin1('\x7fELF\x02\x01\x01\0'), sentence: UNKNOWN },
  {
    name: 'a HEIC',
    bytes: () => box('ftyp', 'heic\0\0\0\0mif1heic'),
    sentence: notA('a HEIC picture'),
  },
  {
    name: 'a video',
    bytes: () => box('ftyp', 'isom\0\0\x02\0isomiso2'),
    sentence: notA('a video'),
  },
  { name: 'a TIFF', bytes: () => latin1('II*\0\x08\0\0\0'), sentence: notA('a TIFF picture') },
  { name: 'a BMP', bytes: () => latin1('BMxxxx\0\0\0\0'), sentence: notA('a BMP picture') },
  { name: 'a sound', bytes: () => riff('WAVE'), sentence: UNKNOWN },
  {
    name: 'a JPEG XL',
    bytes: () => latin1('\xff\x0a\x7f\x7f'),
    sentence: notA('a JPEG XL picture'),
  },
  // Cut short.
  { name: 'the first bytes of a PNG', bytes: () => png(), sentence: DAMAGED },
  { name: 'the first bytes of a JPEG', bytes: () => latin1('\xff\xd8\xff\xe0'), sentence: DAMAGED },
  { name: 'half a PNG', bytes: () => part(format('png'), 0.5), sentence: DAMAGED },
  { name: 'half a JPEG', bytes: () => part(format('jpeg'), 0.5), sentence: DAMAGED },
  { name: 'half a WebP', bytes: () => part(format('webp'), 0.5), sentence: DAMAGED },
  { name: 'half a GIF', bytes: () => part(format('gif'), 0.5), sentence: DAMAGED },
  { name: 'half an AVIF', bytes: () => part(format('avif'), 0.5), sentence: DAMAGED },
  { name: 'a PNG without pixels', bytes: () => png(header(9, 9), END), sentence: DAMAGED },
  // Bombs: few bytes, many pixels.
  {
    name: 'a PNG of 400 megapixels',
    bytes: () =>
      png(
        header(20_000, 20_000, { depth: 1, colour: 0 }),
        { type: 'IDAT', data: deflateSync(Buffer.alloc(2_501 * 20_000)) },
        END,
      ),
    sentence: tooLarge('20000 × 20000'),
  },
  {
    name: 'a PNG that claims to be endless',
    bytes: () => png(header(2 ** 31 - 1, 2 ** 31 - 1), pixels(1, 1), END),
    sentence: DAMAGED,
  },
  {
    name: 'a GIF of 4,295 megapixels',
    bytes: () => Buffer.concat([gifScreen(65_535, 65_535), latin1(';')]),
    sentence: /^The picture is (damaged|65535 × 65535)/,
  },
  {
    name: 'a JPEG of 4,290 megapixels',
    bytes: () => resized(format('jpeg'), 65_500, 65_500),
    sentence: tooLarge('65500 × 65500'),
  },
  {
    name: 'a JPEG of 39,000 × 1,000 pixels',
    bytes: () =>
      sharp({ create: { width: 39_000, height: 1_000, channels: 3, background: '#a53' } })
        .jpeg()
        .toBuffer(),
    sentence: null,
  },
  // Animations are their first frame.
  { name: 'a GIF of 300 frames', bytes: () => animated('gif', 300), sentence: null },
  { name: 'a WebP of 60 frames', bytes: () => animated('webp', 60), sentence: null },
  {
    name: 'an APNG that promises a million frames',
    bytes: () =>
      png(
        header(SIDE, SIDE),
        { type: 'acTL', data: Buffer.from([0, 15, 66, 64, 0, 0, 0, 0]) },
        pixels(SIDE, SIDE),
        END,
      ),
    sentence: null,
  },
  // Wrong inside.
  {
    name: 'a PNG of no size',
    bytes: () => png(header(0, 0), pixels(1, 1), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG whose header has a wrong checksum',
    bytes: () => png({ ...header(9, 9), claims: { crc: 1 } }, pixels(9, 9), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG with an endless chunk',
    bytes: () => png(header(9, 9), { ...pixels(9, 9), claims: { length: 2 ** 32 - 1 } }, END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG of a depth that does not exist',
    bytes: () => png(header(9, 9, { depth: 77 }), pixels(9, 9), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG of a palette without the palette',
    bytes: () => png(header(9, 9, { colour: 3 }), pixels(9, 9, 1), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG whose pixels do not unpack',
    bytes: () => png(header(9, 9), { type: 'IDAT', data: Buffer.alloc(90, 0xaa) }, END),
    sentence: DAMAGED,
  },
  { name: 'a JPEG without colours', bytes: () => jpegClaiming(9, 9, 0), sentence: DAMAGED },
  { name: 'a JPEG without a scan', bytes: () => jpegClaiming(9, 9), sentence: DAMAGED },
  {
    name: 'a WebP that claims 4 GiB',
    bytes: () => riff('WEBP', 'VP8 \xff\xff\xff\xff', 2 ** 32 - 2),
    sentence: DAMAGED,
  },
  {
    name: 'an AVIF of its first box alone',
    bytes: () => box('ftyp', 'avif\0\0\0\0avifmif1'),
    sentence: DAMAGED,
  },
  {
    name: 'a script that begins like a GIF',
    bytes: () => latin1(`GIF89a/*${'x'.repeat(99)}*/=1;alert(1)`),
    sentence: DAMAGED,
  },
  { name: 'a JPEG with a hole in its pixels', bytes: holed, sentence: null },
  // Two files in one.
  {
    name: 'a JPEG that is a ZIP too',
    bytes: () => followedBy(format('jpeg'), latin1('PK\x03\x04'), mark),
    sentence: null,
  },
  {
    name: 'a GIF that is a web page too',
    bytes: () => followedBy(format('gif'), mark),
    sentence: null,
  },
  {
    name: 'a WebP with a web page behind it',
    bytes: () => followedBy(format('webp'), mark),
    sentence: null,
  },
  {
    name: 'a PNG that holds a web page',
    bytes: () =>
      png(
        header(SIDE, SIDE),
        { type: 'tEXt', data: Buffer.concat([latin1('Comment\0'), mark]) },
        pixels(SIDE, SIDE),
        END,
        { type: 'evIL', data: mark },
      ),
    sentence: null,
  },
  {
    name: 'a PNG whose text unpacks to 64 MiB',
    bytes: () =>
      png(
        header(SIDE, SIDE),
        {
          type: 'zTXt',
          data: Buffer.concat([latin1('Comment\0\0'), deflateSync(Buffer.alloc(2 ** 26, 'x'))]),
        },
        pixels(SIDE, SIDE),
        END,
      ),
    sentence: null,
  },
  {
    name: 'a PNG whose colour profile is no profile',
    bytes: () =>
      png(
        header(SIDE, SIDE),
        { type: 'iCCP', data: Buffer.concat([latin1('x\0\0'), deflateSync(mark)]) },
        pixels(SIDE, SIDE),
        END,
      ),
    sentence: null,
  },
  {
    name: 'a JPEG that says who took it and where',
    bytes: () =>
      noise()
        .jpeg()
        .withExif({
          IFD0: { Artist: MARK, ImageDescription: MARK },
          IFD3: { GPSLatitude: '55/1 40/1 0/1' },
        })
        .toBuffer(),
    sentence: null,
  },
  {
    name: 'a picture of one pixel',
    bytes: () => png(header(1, 1), pixels(1, 1), END),
    sentence: null,
  },
  {
    name: 'a picture of one column',
    bytes: () => png(header(1, 9_000), pixels(1, 9_000), END),
    sentence: null,
  },
];
