import type { ResultTable } from '../encode/cells.ts';
import { KustoError } from '../types/kusto-error.ts';
import { type CommandScope, callCommand, type RegisteredCommand } from './command.ts';
import { CommandReader, syntaxError } from './parse/command-reader.ts';
import { matchPattern } from './parse/pattern.ts';

export interface MatchedCommand {
  kind: string;
  access: 'read' | 'write';
  run(scope: CommandScope): Promise<ResultTable>;
}

/** Finds the command that a text is by its words; the more a pattern says, the earlier it is tried. */
export class CommandTable {
  readonly #byFirstWord = new Map<string, RegisteredCommand[]>();

  constructor(commands: readonly RegisteredCommand[]) {
    const sorted = [...commands].sort((a, b) => specificity(b) - specificity(a));
    for (const command of sorted) {
      const first = command.pattern.elements[0];
      for (const word of first?.kind === 'word' ? first.choices : []) {
        this.#byFirstWord.set(word, [...(this.#byFirstWord.get(word) ?? []), command]);
      }
    }
  }

  /** Throws KustoError for a text that is no command, or one that this emulator does not have. */
  find(text: string): MatchedCommand {
    const reader = new CommandReader(text);
    if (!reader.take('.')) throw syntaxError('A management command starts with a dot', text);
    const verb = reader.peek()?.text.toLowerCase() ?? '';
    for (const command of this.#byFirstWord.get(verb) ?? []) {
      const captured = matchPattern(command.pattern, reader);
      if (captured === undefined) continue;
      const { definition } = command;
      return {
        kind: definition.kind,
        access: definition.access,
        run: (scope) => callCommand(definition, captured, reader, scope),
      };
    }
    throw unknownCommand(text);
  }
}

function specificity({ pattern }: RegisteredCommand): number {
  const words = pattern.elements.filter((element) => element.kind === 'word' && !element.isOptional).length;
  return words * 100 + pattern.elements.length * 10 + (pattern.isWhole ? 1 : 0);
}

function unknownCommand(text: string): KustoError {
  const words = /^\s*\.\s*((?:[\w-]+\s*){1,4})/.exec(text)?.[1]?.trim() ?? '';
  const message = `The management command '.${words}' is not one that this emulator knows, or it is not written as it should be.`;
  return new KustoError('BadRequest_NotSupported', message);
}
