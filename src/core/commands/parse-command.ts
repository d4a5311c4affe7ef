import { closestWord } from "../closest-word.ts";
import type { Problem } from "../problem.ts";
import { commandNames, COMMANDS, type CommandDefinition } from "./command-registry.ts";
import type { Command, CommandName } from "./command.ts";
import { findCommandLine } from "./find-command-line.ts";
import { flagProblem, parseFlags, shown } from "./parse-flags.ts";
import { splitWords } from "./split-words.ts";

/** The state keeps the command's text up to this length. */
const LONGEST_LINE = 2000;

export type ParsedCommand =
  | { readonly kind: "command"; readonly command: Command; readonly line: string }
  | { readonly kind: "problem"; readonly problem: Problem }
  /** Nobody talked to us. */
  | { readonly kind: "none" };

/** The first line of a comment that begins with `/batch-stories` is a command; every other text is not. */
export function parseCommand(body: string): ParsedCommand {
  const line = findCommandLine(body);
  if (line === undefined) return { kind: "none" };
  if (line.length > LONGEST_LINE) {
    return flagProblem(
      `The command has ${line.length} characters; ${LONGEST_LINE} are the most.`,
      "Name fewer stories, or choose them by epic: `--epic 1,2`.",
    );
  }
  const split = splitWords(line);
  if (split.kind === "open-quote") {
    return flagProblem(
      `A quote is opened with ${split.quote} and never closed.`,
      "Close the quote or leave it out.",
    );
  }
  return parseWords(split.words.slice(1), line);
}

function parseWords(words: readonly string[], line: string): ParsedCommand {
  const [first = "run", ...others] = words;
  const isRunByDefault = first.startsWith("-") || /^[—–]/u.test(first);
  const name = isRunByDefault ? "run" : first.toLowerCase();
  const definition = COMMANDS.find((command) => command.name === name);
  if (!definition) return unknownCommand(first);
  const rest = isRunByDefault ? words : others;
  if (definition.name === "run" || definition.name === "plan") {
    const parsed = parseFlags(rest);
    if (parsed.kind === "problem") return parsed;
    return { kind: "command", command: { name: definition.name, flags: parsed.flags }, line };
  }
  const [unexpected] = rest;
  if (unexpected !== undefined && !definition.takesStories) return unexpectedWord(definition, unexpected);
  return { kind: "command", command: commandFor(definition.name, rest), line };
}

function commandFor(name: Exclude<CommandName, "run" | "plan">, rest: readonly string[]): Command {
  switch (name) {
    case "help":
    case "status":
    case "resume":
    case "cancel":
      return { name };
    case "why":
    case "hold":
    case "retry":
    case "skip":
    case "allow": {
      const stories = rest.flatMap((word) => word.split(",")).filter((story) => story !== "");
      return { name, stories };
    }
  }
}

function unexpectedWord(definition: CommandDefinition, word: string): ParsedCommand {
  const what = word.startsWith("-") ? "takes no flags" : "stands alone";
  return flagProblem(
    `\`${definition.name}\` ${what}, but ${shown(word)} follows it.`,
    `Write \`${definition.usage}\`.`,
  );
}

function unknownCommand(word: string): ParsedCommand {
  return {
    kind: "problem",
    problem: {
      code: "command-unknown",
      severity: "error",
      message: `There is no command ${shown(word)}.`,
      hint: hintFor(word),
    },
  };
}

function hintFor(word: string): string {
  const names = commandNames();
  const meant = closestWord(word, names);
  const list = `The commands are ${names.map((name) => `\`${name}\``).join(", ")}.`;
  if (meant) return `Did you mean \`/batch-stories ${meant}\`? ${list}`;
  if (/^\d/u.test(word))
    return `To run one story write \`/batch-stories run --stories ${shown(word).slice(1)}. ${list}`;
  return list;
}
