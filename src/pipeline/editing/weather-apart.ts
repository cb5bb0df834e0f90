import { endsPhrase } from '../diffusion/blend/auto-blend.ts';
import type { EncodedPrompt, PromptWord } from '../model/parts/tokenizer.ts';

/**
 * A target prompt with the source's weather: what the picture shows when everything but the weather has changed.
 * `weather` are the nouns that name some. Null where nothing else has changed, or no weather, and where the words of both
 * together are more than the model reads.
 */
export function weatherApart(
  source: EncodedPrompt,
  target: EncodedPrompt,
  weather: readonly string[],
): string | null {
  const phrasesOf = (prompt: EncodedPrompt) =>
    phrases(prompt.words).map((words) => ({ words, isWeather: namesWeather(words, weather) }));
  const old = phrasesOf(source).filter(({ isWeather }) => isWeather);
  const phrasesOfTarget = phrasesOf(target);
  const place = phrasesOfTarget.findIndex(({ isWeather }) => isWeather);
  const rest = phrasesOfTarget.filter(({ isWeather }) => !isWeather);
  const own = phrasesOfTarget.filter(({ isWeather }) => isWeather);
  if (textOf(own) === textOf(old)) return null;
  // Only what is no weather stands before the first of it.
  const at = place < 0 ? rest.length : place;
  const between = [...rest.slice(0, at), ...old, ...rest.slice(at)];
  const words = between.flatMap((phrase) => phrase.words);
  const length = words.reduce((sum, { start, end }) => sum + end - start, 2); // tokens, with the two that frame it
  const text = textOf(between);
  return length > target.ids.length || text === textOf([{ words: source.words }]) ? null : text;
}

interface Phrase {
  readonly words: readonly PromptWord[];
}

/** “a cat | wearing a crown | on a red background | in a lot of snow” */
function phrases(words: readonly PromptWord[]): PromptWord[][] {
  const found: PromptWord[][] = [];
  for (const [i, word] of words.entries()) {
    const before = words[i - 1];
    const begins = endsPhrase(word) && word.text !== 'of' && before && !endsPhrase(before);
    if (begins || !before) found.push([word]);
    else found.at(-1)!.push(word);
  }
  return found;
}

/** “snow”, and of it “snowy”, “snows” and “snowing”. */
function namesWeather(words: readonly PromptWord[], weather: readonly string[]): boolean {
  return words.some(({ text }) =>
    weather.some(
      (noun) => text.startsWith(noun) && /^(?:y|s|ing)?$/u.test(text.slice(noun.length)),
    ),
  );
}

function textOf(some: readonly Phrase[]): string {
  return some.flatMap(({ words }) => words.map(({ text }) => text)).join(' ');
}
