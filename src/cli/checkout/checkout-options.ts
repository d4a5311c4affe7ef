/** Words after a local command: switches of its own, `--repo`, and what is left of them. */
import { closestWord } from "../../core/closest-word.ts";
import { ExpectedError } from "../expected-error.ts";

export interface CheckoutOptions {
  /** As given; undefined for the folder in which the command was started. */
  readonly repo: string | undefined;
  readonly switches: ReadonlySet<string>;
  /** In their order, flags of the plan among them. */
  readonly rest: readonly string[];
}

function unknown(word: string, known: readonly string[], command: string): ExpectedError {
  const meant = closestWord(word, known);
  const next = meant === undefined ? "" : ` Did you mean ${meant}?`;
  const help = `\`batch-stories ${command} --help\` lists them.`;
  return new ExpectedError(`There is no flag ${word.slice(0, 60)}.${next} ${help}`, 2);
}

/** `planFlags` may stand there too; they are left in `rest` with their values. */
export function readCheckoutOptions(
  words: readonly string[],
  allowed: {
    readonly command: string;
    readonly switches: readonly string[];
    readonly planFlags: readonly string[];
  },
): CheckoutOptions {
  const { planFlags } = allowed;
  const known = ["--repo", ...allowed.switches, ...planFlags];
  const switches = new Set<string>();
  const rest: string[] = [];
  let repo: string | undefined;
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? "";
    const [name = ""] = word.split("=", 1);
    if (name === "-h") switches.add("--help");
    else if (name === "--repo") {
      const isInline = word.includes("=");
      repo = isInline ? word.slice(name.length + 1) : words[index + 1];
      if (repo === undefined || repo === "" || (!isInline && repo.startsWith("--"))) {
        throw new ExpectedError("--repo needs a folder: write for example --repo ../my-project.", 2);
      }
      index += isInline ? 0 : 1;
    } else if (allowed.switches.includes(word)) switches.add(word);
    else if (name.startsWith("-") && name.length > 1 && !planFlags.includes(name.toLowerCase())) {
      throw unknown(name, known, allowed.command);
    } else rest.push(word);
    index += 1;
  }
  return { repo, switches, rest };
}
