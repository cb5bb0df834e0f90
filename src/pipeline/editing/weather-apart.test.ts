import { expect, it } from 'vitest';
import { promptOf } from '../diffusion/fixtures/prompts.ts';
import { weatherApart } from './weather-apart.ts';

const between = (source: string, target: string, context = 20) =>
  weatherApart(promptOf(source, context), promptOf(target, context), ['snow', 'rain']);

it.each([
  ['in light snow', 'in heavy snow', 'in light snow'],
  ['in the snow', 'in heavy rain', 'in the snow'],
  ['while it rains', 'in a lot of snow', 'while it rains'],
  ['', 'in light rain', ''],
  ['in the snow', '', 'in the snow'],
])('what comes before “%s” → “%s” has the first of them', (old, own, as) => {
  const at = (noun: string, weather: string) => `a ${noun} on a red background ${weather}`.trim();
  expect(between(at('cat', old), at('tiger', own))).toBe(at('tiger', as));
});

it('weather stays where the target has it, and what else changes has changed', () => {
  const target = 'a panda wearing a hat, in heavy snow on a snowless blue ground';
  expect(between('a big cat in light snow on a red ground', target)).toBe(
    'a panda wearing a hat in light snow on a snowless blue ground',
  );
});

it.each([
  ['no weather changes', 'a cat in the snow', 'a tiger in the snow'],
  ['nothing else does', 'a cat in light snow', 'a cat in heavy snow'],
])('there is nothing between where %s', (_, source, target) => {
  expect(between(source, target)).toBeNull();
});

it('there is nothing between where the model could not read it', () => {
  const [source, target] = ['a cat in the heavy rain', 'a big red tiger wearing a hat'];
  expect(between(source, target, 13)).toBe(`${target} in the heavy rain`);
  expect(between(source, target, 12)).toBeNull();
});
