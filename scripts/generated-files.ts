/** Everything in the repository that is written from the schemas and registries, never by hand. */
import { z } from "zod";
import { BatchState } from "../src/core/batch/batch-state.ts";
import { Brief, Claims } from "../src/core/batch/brief.ts";
import { DispatchRequest } from "../src/core/batch/dispatch-request.ts";
import { COMMANDS, FLAGS, FORM_INPUTS } from "../src/core/commands/command-registry.ts";
import { AGENT_PROGRAMS, Config, isAvailableAgentProgram } from "../src/core/config/config.ts";
import { expectedValue } from "../src/core/config/expected-value.ts";
import { EVIDENCE_BODIES, evidenceSchema, type EvidenceKind } from "../src/core/evidence/evidence.ts";
import { PlanDocument } from "../src/core/presentation/json/plan-document.ts";
import { WhyDocument } from "../src/core/presentation/json/why-document.ts";
import { table } from "../src/core/presentation/markdown/blocks.ts";

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** `read` gives the present text of a document, whose prose around the generated part stays. */
export function generatedFiles(read: (path: string) => string): readonly GeneratedFile[] {
  return [
    schemaFile("config", "The configuration of batch-stories in .github/batch-stories.yml", Config),
    schemaFile("batch-state", "The committed state of one batch", BatchState),
    schemaFile("brief", "What one attempt at a story is given", Brief),
    schemaFile("claims", "The claims of all batches of a repository", Claims),
    schemaFile("plan", "What `batch-stories plan --json` prints", PlanDocument),
    schemaFile("why", "What `batch-stories why --json` prints", WhyDocument),
    schemaFile("dispatch-request", "The request input of the workflow", DispatchRequest),
    ...evidenceKinds().map((kind) =>
      schemaFile(`evidence-${kind}`, `The ${kind} evidence of one attempt`, evidenceSchema(kind)),
    ),
    documentFile("docs/configuration.md", { keys: configurationTable() }, read),
    documentFile(
      "docs/commands.md",
      { commands: commandTable(), flags: flagTable(), form: formTable() },
      read,
    ),
  ];
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end: name -->`. */
export function withGenerated(text: string, part: { readonly name: string; readonly body: string }): string {
  const start = `<!-- generated: ${part.name} -->`;
  const end = `<!-- end: ${part.name} -->`;
  const [before, rest] = splitOnce(text, start);
  const [, after] = splitOnce(rest, end);
  return `${before}${start}\n\n${part.body}\n\n${end}${after}`;
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`The mark ${mark} is missing.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function documentFile(
  path: string,
  parts: Readonly<Record<string, string>>,
  read: (path: string) => string,
): GeneratedFile {
  let text = read(path);
  for (const [name, body] of Object.entries(parts)) text = withGenerated(text, { name, body });
  return { path, text };
}

function schemaFile(name: string, title: string, schema: z.ZodType): GeneratedFile {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  const text = JSON.stringify({ $schema, title, ...rest }, undefined, 2);
  return { path: `schemas/${name}.schema.json`, text: `${text}\n` };
}

function evidenceKinds(): readonly EvidenceKind[] {
  const kinds: EvidenceKind[] = [];
  for (const kind in EVIDENCE_BODIES) if (isKind(kind)) kinds.push(kind);
  return kinds;
}

function isKind(kind: string): kind is EvidenceKind {
  return Object.hasOwn(EVIDENCE_BODIES, kind);
}

function configurationTable(): string {
  const rows = configurationRows(z.toJSONSchema(Config, { io: "input" }), "");
  return table(["Key", "Takes", "Default", "Meaning"], rows);
}

function configurationRows(schema: JsonSchema, prefix: string): readonly (readonly string[])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    if (typeof value === "boolean") return [];
    const name = `${prefix}${key}`;
    if (value.properties) return configurationRows(value, `${name}.`);
    return [[`\`${name}\``, inCell(expectedValue(value)), defaultOf(value), inCell(meaningOf(name, value))]];
  });
}

function meaningOf(key: string, { description = "" }: JsonSchema): string {
  if (key !== "agent.program") return description;
  const missing = AGENT_PROGRAMS.filter((program) => !isAvailableAgentProgram(program));
  const names = missing.map((program) => `\`${program}\``).join(", ");
  return `${description} Not available in this version, so that \`run\` refuses them: ${names}.`;
}

function defaultOf(schema: JsonSchema): string {
  return schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
}

function commandTable(): string {
  const available = COMMANDS.filter((command) => command.isAvailable);
  return table(
    ["Command", "What it does"],
    available.map((command) => [`\`${command.usage}\``, inCell(command.meaning)]),
  );
}

function flagTable(): string {
  return table(
    ["Flag", "Example", "Meaning"],
    FLAGS.map((flag) => [`\`${flag.name}\``, `\`${flag.example}\``, inCell(flag.meaning)]),
  );
}

function formTable(): string {
  return table(
    ["Input", "Flag", "Meaning"],
    FORM_INPUTS.map(({ name, flag, meaning }) => [`\`${name}\``, `\`${flag}\``, inCell(meaning)]),
  );
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
