import { type CommandName, commandNamed, isCommandName, type OptionSpec } from './commands.ts';

export interface TypedCommand {
  readonly name: CommandName;
  readonly options: Readonly<Record<string, string | number>>;
}

/**
 * Reads a typed command: `/edit "a cat" -> "a lion"`, `!undo`, `settings strength 0.8`. Without a
 * mark, only a command's whole name counts, so ask only where people talk to the bot.
 *
 * Options are `name value`, `name:value` or `name=value`; the first bare rest is the text option.
 */
export function parseTypedCommand(
  text: string,
  { bare = false }: { readonly bare?: boolean } = {},
): TypedCommand | null {
  const match = /^\s*([/!])?([a-z]+)(?:\s+|$)([\s\S]*)$/i.exec(text);
  const name = match?.[2]?.toLowerCase() ?? '';
  if (!match || !isCommandName(name) || (match[1] === undefined && !bare)) return null;
  const specs: readonly OptionSpec[] = commandNamed(name)!.options;
  const rest = match[3]!.trim();
  const whole = specs.find((option) => option.rest);
  if (whole) return { name, options: rest === '' ? {} : { [whole.name]: rest } };

  const options: Record<string, string | number> = {};
  let left = rest;
  for (const option of specs.filter(({ type }) => type === 'number' || type === 'choice')) {
    const value = option.choices?.join('|') ?? '[-+]?[\\d.,]+';
    const pattern = new RegExp(`(?:^|\\s)${option.name}\\s*[:= ]\\s*(${value})(?=\\s|$)`, 'iu');
    const found = pattern.exec(left) ?? bareChoice(option, left);
    if (!found) continue;
    options[option.name] =
      option.type === 'number' ? Number(found[1]!.replace(',', '.')) : found[1]!.toLowerCase();
    left = left.replace(found[0], ' ').trim();
  }
  const texts = specs.filter(({ type }) => type === 'text');
  return { name, options: { ...options, ...textsIn(left, texts) } };
}

/** Each text option but the last is one word, or what is in quotes; the last is all that is left. */
function textsIn(text: string, options: readonly OptionSpec[]): Record<string, string> {
  const found: Record<string, string> = {};
  let left = text;
  for (const [i, { name }] of options.entries()) {
    left = left.trim().replace(new RegExp(`^${name}\\s*[:=]\\s*`, 'iu'), '');
    const isLast = i === options.length - 1;
    const [all = '', quoted, word] =
      (isLast ? /^["“”„](.*)["“”]$|^(.+)$/su : /^["“”„]([^"“”]*)["“”]|^(\S+)/u).exec(left) ?? [];
    const value = quoted ?? word ?? '';
    if (value !== '') found[name] = value;
    left = left.slice(all.length);
  }
  return found;
}

/** A choice may stand alone (`/forget mine`) where the command has no text to confuse it with. */
function bareChoice(option: OptionSpec, text: string): RegExpExecArray | null {
  if (!option.choices) return null;
  return new RegExp(`^(${option.choices.join('|')})$`, 'iu').exec(text);
}
