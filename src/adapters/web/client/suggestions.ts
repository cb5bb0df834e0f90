import { api, type CommandHint } from './api.ts';

export interface Suggestion {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}

/** What a text that has been begun may go on as: commands, their options, edits in the thread's words. */
export async function findSuggestions(
  commands: readonly CommandHint[],
  thread: string | null,
  text: string,
): Promise<Suggestion[]> {
  const command = /^\/(\w*)$/u.exec(text);
  if (command)
    return commands
      .filter(
        ({ name, where }) =>
          name.startsWith(command[1] ?? '') && (where === 'anywhere' || thread !== null),
      )
      .map(({ name, description, options }) => ({
        label: `/${name}`,
        hint: description,
        value: options.length > 0 ? `/${name} ` : `/${name}`,
      }));
  const called = /^\/(\w+)\s+(.*)$/su.exec(text);
  if (called) {
    const [, name = '', rest = ''] = called;
    const spec = commands.find((candidate) => candidate.name === name);
    const option = spec?.options.find(({ suggest }) => suggest);
    if (option) {
      const offered = await api.suggest(thread, name, option.name, rest);
      return offered.map(({ value }) => ({ label: value, hint: '', value: `/${name} ${value}` }));
    }
    return (spec?.options ?? [])
      .flatMap(({ name: option, choices }) => (choices ?? []).map((choice) => ({ option, choice })))
      .filter(({ choice }) => choice.startsWith(rest))
      .map(({ option, choice }) => ({
        label: choice,
        hint: option,
        value: `/${name} ${choice}`,
      }));
  }
  if (thread === null || text === '' || !/["+\-*>]|^\w{2,}$/u.test(text)) return [];
  const offered = await api.suggest(thread, 'edit', 'edit', text);
  return offered.map(({ value }) => ({ label: value, hint: '', value }));
}
