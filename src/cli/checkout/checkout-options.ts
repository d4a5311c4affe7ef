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

export interface AllowedWords {
  readonly command: string;
  readonly switches: readonly string[];
  /** These may stand there too; they are left in `rest` with their values. */
  readonly planFlags: readonly string[];
}

function unknownFlag(name: string, { command, switches, planFlags }: AllowedWords): ExpectedError {
  const meant = closestWord(name, ["--repo", ...switches, ...planFlags]);
  const next = meant === undefined ? "" : ` Did you mean ${meant}?`;
  const help = `\`batch-stories ${command} --help\` lists them.`;
  return new ExpectedError(`There is no flag ${name.slice(0, 60)}.${next} ${help}`, 2);
}

type Word =
  | { readonly kind: "switch"; readonly name: string }
  | { readonly kind: "repo"; readonly inline: string | undefined }
  | { readonly kind: "rest" };

function readWord(word: string, allowed: AllowedWords): Word {
  const at = word.indexOf("=");
  const name = at < 0 ? word : word.slice(0, at);
  if (name === "--repo") return { kind: "repo", inline: at < 0 ? undefined : word.slice(at + 1) };
  if (name === "-h") return { kind: "switch", name: "--help" };
  if (allowed.switches.includes(name)) {
    if (at >= 0) throw new ExpectedError(`${name} takes no value.`, 2);
    return { kind: "switch", name };
  }
  const isFlag = name.startsWith("-") && name.length > 1;
  if (isFlag && !allowed.planFlags.includes(name.toLowerCase())) throw unknownFlag(name, allowed);
  return { kind: "rest" };
}

function folderOf(text: string | undefined): string {
  if (text !== undefined && text !== "" && !text.startsWith("--")) return text;
  throw new ExpectedError("--repo needs a folder: write for example --repo ../my-project.", 2);
}

export function readCheckoutOptions(words: readonly string[], allowed: AllowedWords): CheckoutOptions {
  const switches = new Set<string>();
  const rest: string[] = [];
  let repo: string | undefined;
  const all = words.values();
  for (const word of all) {
    const read = readWord(word, allowed);
    if (read.kind === "switch") switches.add(read.name);
    else if (read.kind === "repo") repo = folderOf(read.inline ?? nextOf(all));
    else rest.push(word);
  }
  return { repo, switches, rest };
}

function nextOf(words: Iterator<string>): string | undefined {
  const next = words.next();
  return next.done === true ? undefined : next.value;
}
