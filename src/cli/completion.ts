import { Argument, type Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What can follow a command: its subcommands or options. */
interface Place {
  /** The words before, such as `models pull`; empty for the command as a whole. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly description: string }[];
}

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('Print what makes a shell complete this command’s words.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', '\nFor bash: source <(wordbrush completion bash)')
    .action((shell: string) => {
      const places = placesOf(program, '');
      console.log(shell === 'fish' ? fish(places) : shell === 'zsh' ? zsh(places) : bash(places));
    });
}

function placesOf(command: Command, path: string): Place[] {
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long)
    .map(({ long, description }) => ({ word: long ?? '', description }));
  const commands = command.commands.map((child) => ({
    word: child.name(),
    description: child.description(),
  }));
  const inside = command.commands.flatMap((child) =>
    placesOf(child, `${path} ${child.name()}`.trim()),
  );
  return [...inside, { path, words: [...commands, ...options] }];
}

/** The longest path comes first, since the first that matches counts. */
function bash(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, words }) => `    "${path}"*) words="${words.map(({ word }) => word).join(' ')}" ;;`,
  );
  return `_wordbrush() {
  local words before="\${COMP_WORDS[*]:1:COMP_CWORD-1}" word="\${COMP_WORDS[COMP_CWORD]}"
  case "$before" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _wordbrush wordbrush`;
}

function zsh(places: readonly Place[]): string {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bash(places)}`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words }) => {
    const commands = path.split(' ').filter(Boolean);
    const condition =
      commands.length === 0
        ? '__fish_use_subcommand'
        : commands.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    return words.map(({ word, description }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c wordbrush -n '${condition}' ${what} -d '${description.replaceAll("'", '’')}'`;
    });
  });
  return lines.join('\n');
}
