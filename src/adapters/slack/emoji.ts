import { createRequire } from 'node:module';
import { z } from 'zod';

const names = z
  .record(z.string(), z.array(z.string()))
  .parse(createRequire(import.meta.url)('emojilib'));

/** Where Slack's name is not the one that Unicode gives: what people put on pictures. */
const SLACK_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  `➕ heavy_plus_sign, ➖ heavy_minus_sign, ↩️ leftwards_arrow_with_hook, 🗑️ wastebasket, 👍 +1,
  👎 -1, ❤️ heart, ✅ white_check_mark, ❌ x, 💯 100, 👏 clap, 🙏 pray, 💪 muscle, 👀 eyes, 👋 wave,
  ☀️ sunny, 🌧️ rain_cloud, 🌨️ snow_cloud, 🌩️ lightning, ⛈️ thunder_cloud_and_rain, ⛅ partly_sunny,
  🌤️ mostly_sunny, 🌥️ barely_sunny, ⚡ zap, 🌔 moon, 🌟 star2, 🌊 ocean, 🍃 leaves, 🌍 earth_africa,
  🌎 earth_americas, 🌏 earth_asia, 🌅 sunrise, 🌆 city_sunset, 🌇 city_sunrise, 🌳 deciduous_tree,
  🐱 cat, 🐈 cat2, 🐈‍⬛ black_cat, 🐶 dog, 🐕 dog2, 🐭 mouse, 🐁 mouse2, 🐮 cow, 🐄 cow2, 🐯 tiger,
  🐅 tiger2, 🐰 rabbit, 🐇 rabbit2, 🐴 horse, 🐎 racehorse, 🐷 pig, 🐖 pig2, 🐳 whale, 🐋 whale2,
  🐫 camel, 🐪 dromedary_camel, 🐑 sheep, 🐝 bee, 🐞 ladybug, 🐥 hatched_chick, 🐻‍❄️ polar_bear,
  🐦‍⬛ black_bird, 🐚 shell, 🐾 feet, 🕊️ dove_of_peace, 🦖 t-rex, 🍎 apple, 🍊 tangerine, 🌽 corn,
  🍚 rice, 🍜 ramen, 🍟 fries, 🍰 cake, 🎂 birthday, 🍦 icecream, ☕ coffee, 🍵 tea, 🍺 beer,
  🍸 cocktail, 🥝 kiwifruit, 🧊 ice_cube, 🎩 tophat, 👒 womans_hat, 👓 eyeglasses,
  🕶️ dark_sunglasses, 👕 shirt, 👢 boot, 👠 high_heel, 👟 athletic_shoe, 💎 gem, 🎁 gift, 🎉 tada,
  🎨 art, 📖 book, 💡 bulb, 💻 computer, 📱 iphone, 📺 tv, 🔒 lock, 🚗 car, 🚙 blue_car, 🚚 truck,
  🚲 bike, 🏍️ racing_motorcycle, 🚆 train2, 🚋 train, ⛵ boat, 🏰 european_castle, 🏢 office,
  ⚽ soccer, 🏈 football, ⛳ golf, 💃 dancer, 🎅 santa, 👼 angel, 😄 smile, 😃 smiley, 😂 joy,
  😢 cry, 😍 heart_eyes, 😎 sunglasses, 😦 frowning, ☹️ white_frowning_face, 😉 wink, 💋 kiss,
  📆 calendar, 📅 date, 🏣 post_office, 🏤 european_post_office, 🤵‍♂️ man_in_tuxedo`
    .split(/,\s+/)
    .map((pair) => pair.split(' ')),
);

/** Names that Slack takes for others, and reports as they were typed. */
const ALIASES: Readonly<Record<string, string>> = {
  thumbsup: '👍',
  thumbsdown: '👎',
  red_car: '🚗',
  sailboat: '⛵',
  sun_behind_cloud: '🌥️',
  pencil: '📝',
};

/** Names under which Slack may know a Unicode emoji, the likeliest first. */
export function slackNames(emoji: string): string[] {
  const known = SLACK_NAMES[emoji] ?? SLACK_NAMES[`${emoji}\u{fe0f}`];
  return [...new Set([...(known === undefined ? [] : [known]), ...guessedNames(emoji)])];
}

/**
 * The emoji that a reaction's name stands for, so that titles show it and not its name. A name that
 * Unicode does not know, such as one of a workspace's own, stays.
 */
export function emojiNamed(reaction: string): string {
  const name = withoutTone(reaction);
  return emojiByName().get(name) ?? name;
}

/** What Slack makes of Unicode's names, the likeliest first. */
function guessedNames(emoji: string): string[] {
  const name = names[emoji]?.[0] ?? names[`${emoji}\u{fe0f}`]?.[0];
  if (name === undefined) return [];
  return [name, `${name}_face`, `large_${name}`, name.replace(/_face$/, '')];
}

let byName: ReadonlyMap<string, string> | undefined;

/** What is known goes before what is guessed, and a likely guess before another. */
function emojiByName(): ReadonlyMap<string, string> {
  byName ??= new Map([
    ...Object.keys(names)
      .flatMap((emoji) => guessedNames(emoji).map((name, i) => ({ name, emoji, i })))
      .sort((a, b) => b.i - a.i)
      .map(({ name, emoji }): [string, string] => [name, emoji]),
    ...Object.entries(SLACK_NAMES).map(([emoji, name]): [string, string] => [name, emoji]),
    ...Object.entries(ALIASES),
  ]);
  return byName;
}

/** A reaction's name without its skin tone. */
function withoutTone(name: string): string {
  return name.replace(/::skin-tone-\d$/, '');
}
