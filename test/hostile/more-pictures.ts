import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { type HostilePicture, MARK } from './pictures.ts';
import { END, header, pixels, png } from './png.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const plain = (width = 24, height = 24): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#a53' } });
const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;

const DAMAGED = /^The picture is damaged or cut short and cannot be opened\. Send the original/;
const UNKNOWN = /^The file is not a known kind of picture\. Send a JPEG, PNG, WebP, AVIF or GIF\.$/;
const notA = (what: string): RegExp => new RegExp(`^The file is ${what}\\. Send a JPEG`);

/** Files of other programs, by their first bytes; libvips has loaders for most of them. */
const OTHER_KINDS: readonly HostilePicture[] = (
  [
    ['a PPM of a gigapixel', 'P6\n32000 32000\n255\n', notA('text')],
    ['a PFM', 'PF\n2 2\n-1.0\n\0\0\0\0', UNKNOWN],
    ['a Radiance HDR', '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n', notA('text')],
    ['an OpenEXR', 'v/1\x01\x02\0\0\0', UNKNOWN],
    ['a FITS', `SIMPLE  =                    T${' '.repeat(2_851)}`, notA('text')],
    ['a picture of libvips’ own', '\xb6\xa6\xf2\x08\0\0\x10\0\0\0\x10\0', UNKNOWN],
    ['a NIfTI', `\x5c\x01\0\0${'\0'.repeat(344)}n+1\0`, UNKNOWN],
    ['a matrix of Matlab’s', 'MATLAB 5.0 MAT-file\0\0', UNKNOWN],
    ['a JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n', UNKNOWN],
    ['a JPEG XL in a box', '\0\0\0\x0cJXL \r\n\x87\n', notA('a JPEG XL picture')],
    ['a Photoshop file', '8BPS\0\x01\0\0\0\0\0\0\0\x03', UNKNOWN],
    ['a big TIFF', 'II+\0\x08\0\0\0', UNKNOWN],
    ['a camera’s raw file', 'MM\0*\0\0\0\x08\0\0', notA('a TIFF picture')],
    ['an icon', '\0\0\x01\0\x01\0\x10\x10\0\0', UNKNOWN],
    ['a film', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom', notA('a video')],
    ['a HEIC of many pictures', '\0\0\0\x18ftyphevc\0\0\0\0hevcmif1', notA('a HEIC picture')],
    ['a Matroska film', '\x1aE\xdf\xa3\x01\0\0\0\0\0\0#', UNKNOWN],
    ['a comma-separated table', 'a,b\n1,2\n', notA('text')],
    ['a JSON', '{"image":"data:image/png;base64,"}', notA('text')],
    ['a picture written as base64', 'iVBORw0KGgoAAAANSUhEUgAA', notA('text')],
    ['a font', 'wOF2\0\x01\0\0', UNKNOWN],
    ['a database', 'SQLite format 3\0', UNKNOWN],
    ['a 7-Zip', "7z\xbc\xaf'\x1c\0\x04", UNKNOWN],
    ['a Windows program', 'MZ\x90\0\x03\0\0\0', UNKNOWN],
    ['a script for a shell', '#!/bin/sh\nid\n', notA('text')],
    ['a QOI', 'qoif\0\0\0\x02\0\0\0\x02\x03\0', UNKNOWN],
    ['an SVG after a mark of its encoding', '\xef\xbb\xbf<svg width="9"/>', notA('an SVG drawing')],
    ['an SVG with a namespace', '<x:svg xmlns:x="http://www.w3.org/2000/svg"/>', notA('text')],
    ['an SVG in UTF-16', '\xff\xfe<\0s\0v\0g\0>\0', UNKNOWN],
    ['an SVG that begins like a GIF', '<!--GIF89a--><svg/>', notA('an SVG drawing')],
    ['an SVG that begins like a HEIC', '<!--\0ftypheic--><svg/>', notA('an SVG drawing')],
    ['an SVG that begins like a JPEG XL', '<!--JXL \r\n\x87\n--><svg/>', notA('an SVG drawing')],
    ['an SVG in a box of HEIF', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic<svg/>', notA('a HEIC picture')],
    ['an SVG behind a JPEG XL', '\xff\x0a<svg/>', notA('a JPEG XL picture')],
    [
      'an SVG with a DOCTYPE',
      '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
      notA('an SVG drawing'),
    ],
    ['an SVG that begins like a video', '<!-- ftypisom --><svg/>', notA('an SVG drawing')],
  ] as const
).map(([name, text, sentence]) => ({ name, bytes: () => latin1(text), sentence }));

/** Every format, cut at every tenth or so. */
const CUT_SHORT: readonly HostilePicture[] = FORMATS.flatMap((kind) =>
  [0.05, 0.25, 0.75].map((share) => ({
    name: `${100 * share} % of a ${kind}`,
    bytes: async () => {
      const file = await sharp({
        create: {
          width: 64,
          height: 64,
          channels: 3,
          background: '#808080',
          noise: { type: 'gaussian', mean: 128, sigma: 50 },
        },
      })
        .toFormat(kind)
        .toBuffer();
      return file.subarray(0, Math.floor(file.length * share));
    },
    sentence: DAMAGED,
  })),
);

/** Beginnings of one kind with the rest of another. */
const CHIMERAS: readonly HostilePicture[] = FORMATS.flatMap((head, i) => {
  const body = FORMATS[(i + 1) % FORMATS.length]!;
  return [
    {
      name: `the head of a ${head} on the body of a ${body}`,
      bytes: async () =>
        Buffer.concat([
          (await plain().toFormat(head).toBuffer()).subarray(0, 24),
          (await plain().toFormat(body).toBuffer()).subarray(24),
        ]),
      sentence: DAMAGED,
    },
    {
      name: `a ${head} with a ${body} and an SVG behind it`,
      bytes: async () =>
        Buffer.concat([
          await plain().toFormat(head).toBuffer(),
          await plain().toFormat(body).toBuffer(),
          latin1(`<svg>${MARK}</svg>`),
        ]),
      sentence: null,
    },
  ];
});

/** All ways to lie in a camera. */
const TURNED: readonly HostilePicture[] = [2, 3, 4, 5, 6, 7, 8].map((orientation) => ({
  name: `a JPEG turned to orientation ${orientation}`,
  bytes: () => plain(30, 20).withMetadata({ orientation }).jpeg().toBuffer(),
  sentence: null,
}));

/** Where it was taken, in each place that a format has for it. */
const PLACES: readonly HostilePicture[] = (['png', 'jpeg', 'webp', 'avif'] as const).flatMap(
  (kind) => [
    {
      name: `a ${kind} with a place in its EXIF`,
      bytes: () =>
        plain()
          .withExif({ IFD0: { Artist: MARK }, IFD3: { GPSLatitude: '55/1 40/1 0/1' } })
          .toFormat(kind)
          .toBuffer(),
      sentence: null,
    },
    {
      name: `a ${kind} with a place in its XMP`,
      bytes: () =>
        plain()
          .withXmp(
            `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${MARK}<exif:GPSLatitude>55,40N</exif:GPSLatitude></x:xmpmeta><?xpacket end="w"?>`,
          )
          .toFormat(kind)
          .toBuffer(),
      sentence: null,
    },
  ],
);

/** Colours said in other ways. */
const PROFILES: readonly HostilePicture[] = [
  ...(['p3', 'cmyk', 'srgb'] as const).map((profile) => ({
    name: `a JPEG with the profile ${profile}`,
    bytes: () => plain().withIccProfile(profile).jpeg().toBuffer(),
    sentence: null,
  })),
  {
    name: 'a CMYK JPEG whose profile was lost',
    bytes: async () => {
      const file = await plain().withIccProfile('cmyk').jpeg().toBuffer();
      const parts = [file.subarray(0, 2)];
      for (let at = 2; file[at + 1] !== 0xda; ) {
        const length = 2 + file.readUInt16BE(at + 2);
        if (file[at + 1] !== 0xe2) parts.push(file.subarray(at, at + length));
        at += length;
        if (file[at + 1] === 0xda) parts.push(file.subarray(at));
      }
      return Buffer.concat(parts);
    },
    sentence: null,
  },
  ...(
    [
      ['a gamma of 0', 'gAMA', [0, 0, 0, 0]],
      ['a gamma of 42,949', 'gAMA', [255, 255, 255, 255]],
      ['linear light', 'gAMA', [0, 1, 0x86, 0xa0]],
      ['a gamma cut short', 'gAMA', [1]],
      ['colours of HDR', 'cICP', [9, 16, 0, 1]],
      ['colours that do not exist', 'cICP', [255, 255, 255, 255]],
      ['a cICP of no length', 'cICP', []],
      ['chromaticities of zero', 'cHRM', new Array<number>(32).fill(0)],
      ['a suggested palette of nothing', 'sPLT', [0]],
      ['an EXIF of noise', 'eXIf', new Array<number>(99).fill(0x5a)],
      ['a time that never was', 'tIME', [0, 0, 99, 99, 99, 99, 99]],
      ['pixels of no shape', 'pHYs', [0, 0, 0, 0, 0, 0, 0, 0, 1]],
      ['transparency of a colour', 'tRNS', [0, 0, 0, 0, 0, 0]],
    ] as const
  ).map(([what, type, data]) => ({
    name: `a PNG with ${what}`,
    bytes: () => png(header(24, 24), { type, data: Buffer.from(data) }, pixels(24, 24), END),
    sentence: null,
  })),
];

/** Every kind of pixel that PNG has, once adorned with Adam7. */
const PNG_PIXELS: readonly HostilePicture[] = (
  [
    [1, 0, 1 / 8],
    [2, 0, 1 / 4],
    [4, 0, 1 / 2],
    [8, 0, 1],
    [16, 0, 2],
    [8, 4, 2],
    [16, 4, 4],
    [16, 2, 6],
    [8, 6, 4],
    [16, 6, 8],
  ] as const
).map(([depth, colour, bytesPerPixel]) => ({
  name: `a PNG of ${depth} bits and colour type ${colour}`,
  bytes: () => png(header(24, 24, { depth, colour }), pixels(24, 24, bytesPerPixel), END),
  sentence: null,
}));

const SIZES: readonly HostilePicture[] = [
  {
    name: 'a PNG with half of its rows',
    bytes: () => png(header(24, 24), pixels(24, 12), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG with twice its rows',
    bytes: () => png(header(24, 24), pixels(24, 48), END),
    sentence: null,
  },
  {
    name: 'a PNG with two headers',
    bytes: () => png(header(24, 24), header(9_999, 9_999), pixels(24, 24), END),
    sentence: DAMAGED,
  },
  {
    name: 'a PNG of a thousand pieces',
    bytes: () => {
      const { data } = pixels(24, 24);
      const pieces = Array.from(data, (byte) => ({ type: 'IDAT', data: Buffer.of(byte) }));
      return png(header(24, 24), ...pieces, END);
    },
    sentence: null,
  },
  {
    name: 'a PNG of 10,000 remarks',
    bytes: () =>
      png(
        header(24, 24),
        ...Array.from({ length: 10_000 }, (_, i) => ({
          type: 'tEXt',
          data: latin1(`k${i}\0${MARK}`),
        })),
        pixels(24, 24),
        END,
      ),
    sentence: null,
  },
  {
    name: 'a PNG whose profile unpacks to 64 MiB',
    bytes: () =>
      png(
        header(24, 24),
        {
          type: 'iCCP',
          data: Buffer.concat([latin1('x\0\0'), deflateSync(Buffer.alloc(2 ** 26))]),
        },
        pixels(24, 24),
        END,
      ),
    sentence: null,
  },
  {
    name: 'a PNG of 99 megapixels',
    bytes: () => png(header(9_900, 10_000), pixels(9_900, 10), END),
    sentence: /^The picture is 9900 × 10000 pixels \(99 megapixels\); the limit is 40/,
  },
  {
    name: 'a WebP of 264 megapixels',
    bytes: async () => {
      const file = await plain().webp({ lossless: true }).toBuffer();
      const at = file.indexOf('VP8L') + 9;
      file.writeUInt32LE(((file.readUInt32LE(at) & 0xf0000000) | 0x0fff_fe7f) >>> 0, at);
      return file;
    },
    sentence: /^The picture is (damaged|\d+ × \d+ pixels)/,
  },
  {
    name: 'an AVIF that claims 4,000 megapixels',
    bytes: async () => {
      const file = await plain().avif().toBuffer();
      const at = file.indexOf('ispe');
      file.writeUInt32BE(65_535, at + 8);
      file.writeUInt32BE(65_535, at + 12);
      return file;
    },
    sentence: /^The picture is (damaged|65535 × 65535 pixels)/,
  },
  {
    name: 'an AVIF of another size than it claims',
    bytes: async () => {
      const file = await plain(64, 64).avif().toBuffer();
      const at = file.indexOf('ispe');
      file.writeUInt32BE(640, at + 8);
      return file;
    },
    sentence: DAMAGED,
  },
  {
    name: 'a progressive JPEG of 3,000 scans',
    bytes: async () => {
      const file = await plain(900, 900).jpeg({ progressive: true }).toBuffer();
      const scan = file.subarray(file.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
      const scans = Array.from({ length: 3_000 }, () => scan);
      return Buffer.concat([file.subarray(0, -2), ...scans, file.subarray(-2)]);
    },
    sentence: DAMAGED,
  },
  {
    name: 'a JPEG of 1 × 65500 pixels',
    bytes: () => plain(1, 65_500).jpeg().toBuffer(),
    sentence: null,
  },
  {
    name: 'a JPEG of nothing but remarks',
    bytes: () =>
      Buffer.concat([
        latin1('\xff\xd8'),
        ...Array.from({ length: 50 }, () =>
          Buffer.concat([latin1('\xff\xfe\xff\xff'), Buffer.alloc(65_533, 'x')]),
        ),
        latin1('\xff\xd9'),
      ]),
    sentence: DAMAGED,
  },
  {
    name: 'an animated AVIF',
    bytes: () => readFileSync(new URL('../fixtures/animated.avif', import.meta.url)),
    sentence: null,
  },
  {
    name: 'half an animated AVIF',
    bytes: () =>
      readFileSync(new URL('../fixtures/animated.avif', import.meta.url)).subarray(0, 500),
    sentence: DAMAGED,
  },
];

/** More beside the pixels than a picture has. */
const BURDENED: readonly HostilePicture[] = [
  {
    name: 'a JPEG whose EXIF leads in a circle',
    bytes: async () => {
      // One entry, whose next directory is itself.
      const exif = Buffer.concat([
        latin1('Exif\0\0II*\0\x08\0\0\0'),
        latin1('\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0'),
      ]);
      return segments(await plain().jpeg().toBuffer(), 0xe1, [exif]);
    },
    sentence: null,
  },
  {
    name: 'a JPEG with 16 MiB of EXIF',
    bytes: async () => {
      const exif = Buffer.concat([latin1('Exif\0\0'), Buffer.alloc(65_000, MARK)]);
      return segments(await plain().jpeg().toBuffer(), 0xe1, Array<Buffer>(258).fill(exif));
    },
    sentence: null,
  },
  {
    name: 'a JPEG whose profile is 255 pieces of noise',
    bytes: async () => {
      const pieces = Array.from({ length: 255 }, (_, i) =>
        Buffer.concat([
          latin1('ICC_PROFILE\0'),
          Buffer.from([i + 1, 255]),
          Buffer.alloc(60_000, MARK),
        ]),
      );
      return segments(await plain().jpeg().toBuffer(), 0xe2, pieces);
    },
    sentence: null,
  },
  {
    name: 'a JPEG whose profile promises pieces that do not come',
    bytes: async () => {
      const piece = Buffer.concat([latin1('ICC_PROFILE\0\x07\x02'), Buffer.alloc(99)]);
      return segments(await plain().jpeg().toBuffer(), 0xe2, [piece, piece]);
    },
    sentence: null,
  },
  {
    name: 'a WebP with 8 MiB of XMP',
    bytes: async () =>
      riffWith(await plain().webp().toBuffer(), 'XMP ', Buffer.alloc(2 ** 23, MARK)),
    sentence: null,
  },
  {
    name: 'a GIF with 8 MiB of remarks',
    bytes: async () => {
      const file = await plain().gif().toBuffer();
      const remark = Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 'x')]);
      const remarks = Buffer.concat([
        latin1('!\xfe'),
        Buffer.concat(Array<Buffer>(2 ** 15).fill(remark)),
        Buffer.from([0]),
      ]);
      return Buffer.concat([file.subarray(0, -1), remarks, latin1(';')]);
    },
    sentence: null,
  },
];

/** A JPEG with more segments of a kind behind its beginning. */
function segments(jpeg: Buffer, kind: number, contents: readonly Buffer[]): Buffer {
  const more = contents.flatMap((content) => {
    const head = Buffer.from([0xff, kind, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return [head, content];
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...more, jpeg.subarray(2)]);
}

/** A WebP with one more chunk at its end. */
function riffWith(webp: Buffer, kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8, kind);
  head.writeUInt32LE(content.length, 4);
  const file = Buffer.concat([webp, head, content]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

export const MORE_PICTURES: readonly HostilePicture[] = [
  ...OTHER_KINDS,
  ...CUT_SHORT,
  ...CHIMERAS,
  ...TURNED,
  ...PLACES,
  ...PROFILES,
  ...PNG_PIXELS,
  ...SIZES,
  ...BURDENED,
];
