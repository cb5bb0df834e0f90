import { createRequire } from 'node:module';
import { z } from 'zod';

const names = z
  .record(z.string(), z.array(z.string()))
  .parse(createRequire(import.meta.url)('emojilib'));

/** Where Slack's name is not the one that Unicode gives. */
const SLACK_NAMES: Readonly<Record<string, string>> = {
  '➕': 'heavy_plus_sign',
  '➖': 'heavy_minus_sign',
  '↩️': 'leftwards_arrow_with_hook',
  '🗑️': 'wastebasket',
  '☀️': 'sunny',
  '🌧️': 'rain_cloud',
  '🎩': 'tophat',
  '🚗': 'car',
  '🎂': 'birthday',
  '⚽': 'soccer',
  '🌳': 'deciduous_tree',
  '🍎': 'apple',
  '🍊': 'tangerine',
};

/** Names under which Slack may know a Unicode emoji, the likeliest first. */
export function slackNames(emoji: string): string[] {
  const name = names[emoji]?.[0] ?? names[`${emoji}\u{fe0f}`]?.[0];
  const known = SLACK_NAMES[emoji];
  const guesses = name === undefined ? [] : [name, `${name}_face`, `large_${name}`, plain(name)];
  return [...new Set([...(known === undefined ? [] : [known]), ...guesses])];
}

function plain(name: string): string {
  return name.replace(/_face$/, '');
}

/** A reaction's name without its skin tone. */
export function withoutTone(name: string): string {
  return name.replace(/::skin-tone-\d$/, '');
}
