import type { Problem } from "../problem.ts";
import type { RunFlags } from "./command.ts";
import { FLAGS, FORM_INPUTS, type FlagName } from "./command-registry.ts";
import { badValue, readValue, toRunFlags, type Value } from "./parse-flags.ts";

/** What a person filled in where the workflow is started by hand; empty where nothing was. */
export type RunForm = Readonly<Record<(typeof FORM_INPUTS)[number]["name"], string>>;

export type ParsedForm =
  | {
      readonly kind: "flags";
      readonly flags: RunFlags;
      /** The command that would ask for the same. */
      readonly line: string;
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** The form takes what the flags of `run` take, and says what is wrong with it in the same words. */
export function parseForm(form: RunForm): ParsedForm {
  const values = new Map<FlagName, Value>();
  const problems: Problem[] = [];
  const words: string[] = [];
  for (const { name, flag } of FORM_INPUTS) {
    const text = form[name].trim();
    const definition = FLAGS.find((known) => known.name === flag);
    if (text === "" || !definition) continue;
    if (definition.value.kind === "switch") {
      if (text === "false") continue;
      values.set(flag, true);
      words.push(flag);
      continue;
    }
    const value = readValue(text, definition.value);
    const example = definition.example.slice(flag.length + 1);
    if (value === undefined) problems.push(badValue({ name, example }, text, definition.value).problem);
    else values.set(flag, value);
    words.push(`${flag} ${text}`);
  }
  if (problems.length > 0) return { kind: "problems", problems };
  return { kind: "flags", flags: toRunFlags(values), line: ["/batch-stories run", ...words].join(" ") };
}
