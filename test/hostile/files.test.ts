import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from '../../src/pipeline/graph/file/onnx_pb.ts';
import { parseGraph } from '../../src/pipeline/graph/file/read.ts';
import {
  parseInversion,
  serializeInversion,
} from '../../src/pipeline/inversion-file/inversion-file.ts';
import { writeTinyFolder } from '../../src/pipeline/model/fixtures/tiny-folder.ts';
import { openModelFolder } from '../../src/pipeline/model/folder.ts';
import { tensor } from '../../src/pipeline/tensor.ts';
import { temporaryFolder } from '../temporary.ts';

describe('a model folder gets its sentence with', () => {
  let root: string;
  beforeEach(async () => {
    root = await writeTinyFolder(temporaryFolder());
  });
  const write = (name: string, content: string) => writeFile(join(root, name), content);

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a config that is no JSON', () => write('unet/config.json', '{'), /config\.json is not JSON/],
    ['a config that is a list', () => write('unet/config.json', '[]'), /expected object/],
    ['an empty config', () => write('unet/config.json', ''), /is not JSON/],
    [
      'a size below zero',
      () => write('unet/config.json', '{"in_channels":-4,"sample_size":4,"cross_attention_dim":2}'),
      /in_channels: Too small/,
    ],
    [
      'a size that is a text',
      () => write('text_encoder/config.json', '{"hidden_size":"2","max_position_embeddings":6}'),
      /hidden_size: Invalid input/,
    ],
    [
      'a setting that does not exist',
      () => write('wordbrush.json', '{"guidance":3}'),
      /[Uu]nrecognized key/,
    ],
    [
      'a setting out of range',
      () => write('wordbrush.json', '{"windows":{"object":{"cross":7}}}'),
      /windows.object.cross: Too big/,
    ],
    [
      'parts of two models',
      () => write('text_encoder/config.json', '{"hidden_size":4096,"max_position_embeddings":6}'),
      /mixes parts of different models/,
    ],
    [
      'a UNet without channels',
      () =>
        write(
          'unet/config.json',
          '{"in_channels":0,"out_channels":4,"sample_size":4,"cross_attention_dim":2}',
        ),
      /in_channels: Too small/,
    ],
    [
      'a folder in place of its network',
      async () => {
        await rm(join(root, 'unet/model.onnx'));
        await mkdir(join(root, 'unet/model.onnx'));
      },
      /has no unet\/model\.onnx/,
    ],
    [
      'a link that leads nowhere',
      async () => {
        await rm(join(root, 'unet/model.onnx'));
        await symlink('/nowhere', join(root, 'unet/model.onnx'));
      },
      /has no unet\/model\.onnx/,
    ],
  ])('%s', async (_, spoil, sentence) => {
    await spoil();
    await expect(openModelFolder(root)).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringMatching(sentence),
    });
  });
});

describe('a network gets its sentence with', () => {
  const lies = (external: Readonly<Record<string, string>>): Uint8Array =>
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        graph: create(GraphProtoSchema, {
          node: [create(NodeProtoSchema, { opType: 'Identity', input: ['w'], output: ['y'] })],
          initializer: [
            create(TensorProtoSchema, {
              name: 'w',
              dims: [4n],
              dataType: TensorProto_DataType.FLOAT,
              dataLocation: TensorProto_DataLocation.EXTERNAL,
              externalData: Object.entries(external).map(([key, value]) => ({ key, value })),
            }),
          ],
        }),
      }),
    );

  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(), /is empty/],
    [
      'a picture’s bytes',
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      /truncated or not an ONNX file/,
    ],
    [
      'weights of another folder',
      lies({ location: '../../secrets.bin' }),
      /outside the model's folder\. Do not trust/,
    ],
    [
      'weights at an absolute path',
      lies({ location: '/etc/passwd' }),
      /outside the model's folder\. Do not trust/,
    ],
    [
      'weights at a path of Windows',
      lies({ location: 'C:\\secrets' }),
      /outside the model's folder\. Do not trust/,
    ],
    ['weights without a file', lies({}), /names no file/],
    [
      'weights from before the beginning',
      lies({ location: 'w.bin', offset: '-8' }),
      /which cannot be/,
    ],
    ['weights of no length', lies({ location: 'w.bin', length: 'NaN' }), /which cannot be/],
  ])('%s', (_, bytes, sentence) => {
    expect(() => parseGraph(bytes, 'model.onnx')).toThrow(
      expect.objectContaining({ code: 'bad-model', message: expect.stringMatching(sentence) }),
    );
  });
});

describe('an inversion gets its sentence when it is', () => {
  const good = serializeInversion({
    fingerprint: 'another model',
    prompt: 'a cat',
    guidanceScale: 2,
    timesteps: [0],
    latent: { channels: 1, height: 1, width: 1 },
    trajectory: tensor(Float32Array.of(1, 2), [2, 1, 1, 1]),
    nullEmbeddings: tensor(Float32Array.of(1), [1, 1, 1]),
    attention: tensor(Float32Array.of(1), [1, 1]),
    picture: Uint8Array.of(1),
    report: {
      method: 'ddim',
      steps: 1,
      psnr: 20,
      vaePsnr: 20,
      unetEvaluations: 1,
      gradientEvaluations: 0,
      seconds: 1,
    },
  });

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['a program', () => Buffer.from('\x7fELF', 'latin1'), /This is not an inversion/],
    [
      'a model',
      () => readFile(new URL('../fixtures/refused/fused-attention/model.onnx', import.meta.url)),
      /This is not an inversion/,
    ],
    ['cut in half', () => good.subarray(0, good.length / 2), /damaged or cut short/],
    [
      'one bit off',
      () => good.map((byte, i) => (i === 90 ? byte ^ 1 : byte)),
      /damaged or cut short/,
    ],
    [
      'from the future',
      () => good.map((byte, i) => (i === 20 ? 9 : byte)),
      /of version 9 .*update Wordbrush/,
    ],
    [
      'with more behind it',
      () => Buffer.concat([good, Buffer.from('<script>')]),
      /damaged or cut short/,
    ],
  ])('%s', async (_, bytes, sentence) => {
    const file = await bytes();
    expect(() => parseInversion(file)).toThrow(
      expect.objectContaining({ code: 'bad-inversion', message: expect.stringMatching(sentence) }),
    );
  });
});

describe('a setting gets its sentence when it is', () => {
  it.each([
    ['no number', { WORDBRUSH_PORT: 'http' }, /^WORDBRUSH_PORT: .*See \.env\.example\.$/],
    ['out of range', { WORDBRUSH_MAX_PICTURE_MIB: '99999' }, /^WORDBRUSH_MAX_PICTURE_MIB: Too big/],
    ['no such choice', { WORDBRUSH_WEB: 'maybe' }, /^WORDBRUSH_WEB: Invalid option/],
    [
      'a token without its partner',
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      /set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET too/,
    ],
  ])('%s', (_, environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });
});
