/** The table of small workflows: one YAML file per area, one entry per fact about GitHub. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const Texts = z.record(z.string(), z.string());
const Lines = z.record(z.string(), z.array(z.string()));

const Case = z.strictObject({
  name: z.string(),
  workflow: z.string(),
  files: Texts.optional(),
  others: z.record(z.string(), Texts).optional(),
  inputs: Texts.optional(),
  secrets: Texts.optional(),
  variables: Texts.optional(),
  defaultPermissions: z.record(z.string(), z.enum(["read", "write", "none"])).optional(),
  git: z.boolean().optional(),
  expect: z.strictObject({
    conclusion: z.string(),
    jobs: Texts,
    title: z.string().optional(),
    /** All steps of a job with their conclusions, in order. */
    steps: z.record(z.string(), Texts).optional(),
    /** Whole lines that the log of a job has. */
    log: Lines.optional(),
    /** Texts that occur nowhere in the log of a job. */
    noLog: Lines.optional(),
    /** Each occurs in one of the run's annotations (`level: message`). */
    annotations: z.array(z.string()).optional(),
    noAnnotations: z.array(z.string()).optional(),
    summaries: z.array(z.string()).optional(),
    /** Permissions of the jobs' tokens, in the order in which the jobs started. */
    tokens: z.array(Texts).optional(),
  }),
});

export type TableCase = z.infer<typeof Case>;

export function readCases(area: string): readonly TableCase[] {
  const text = readFileSync(join(import.meta.dirname, "cases", `${area}.yaml`), "utf8");
  return z.array(Case).parse(parse(text));
}

export function areas(): readonly string[] {
  const files = readdirSync(join(import.meta.dirname, "cases"));
  return files.map((file) => file.replace(/\.yaml$/u, "")).sort();
}
