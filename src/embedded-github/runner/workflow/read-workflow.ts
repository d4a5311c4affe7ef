/** Text of a workflow file → Workflow, by GitHub's own parser. */
import { convertWorkflowTemplate, isString } from "@actions/workflow-parser";
import type { WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateContext } from "@actions/workflow-parser/templates/template-context";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { stripNewerKeys } from "../newer-keys.ts";
import { parseTemplate } from "./parse-template.ts";
import { readPermissions } from "./permissions.ts";
import { findEvent, readCallInterface, readInputDefinitions } from "./read-inputs.ts";
import { readSteps } from "./read-steps.ts";
import { findMapping, literalText } from "./tokens.ts";
import type { JobDefinition, RunDefaults, Workflow, WorkflowSource } from "./workflow.ts";
import type { WorkflowProblem } from "./workflow-problem.ts";

/** They need containers or machine images. */
const UNSUPPORTED = ["container", "services", "snapshot"];

/** What the parser knows of a file; needed to check calls between files. */
export interface ParsedWorkflow {
  readonly workflow: Workflow;
  readonly root: TemplateToken;
  readonly context: TemplateContext;
  readonly jobs: readonly WorkflowJob[];
}

export type WorkflowReading =
  | { readonly kind: "read"; readonly parsed: ParsedWorkflow }
  | { readonly kind: "problems"; readonly problems: readonly WorkflowProblem[] };

export async function readWorkflow(text: string, source: WorkflowSource): Promise<WorkflowReading> {
  const stripped = stripNewerKeys(text);
  const { root, context } = parseTemplate("workflow", { path: source.path, text: stripped.text });
  const template = root && (await convertWorkflowTemplate(context, root));
  const problems = [
    ...stripped.problems.map((problem) => ({ ...problem, path: source.path })),
    ...problemsIn(context, source.path),
  ];
  if (root === undefined || template === undefined || problems.length > 0) {
    return { kind: "problems", problems };
  }
  const workflow = describe(root, template.jobs, source);
  return { kind: "read", parsed: { workflow, root, context, jobs: template.jobs } };
}

export function problemsIn(context: TemplateContext, path: string): readonly WorkflowProblem[] {
  return context.errors.getErrors().map((error) => ({
    path,
    line: error.range?.start.line ?? 1,
    // The path stands in the annotation's title already.
    message: error.message.startsWith(`${path} (`) ? error.message.slice(path.length + 1) : error.message,
  }));
}

function describe(root: MappingToken, jobs: readonly WorkflowJob[], source: WorkflowSource): Workflow {
  const on = root.find("on");
  const call = findEvent(on, "workflow_call");
  const jobTokens = root.find("jobs");
  return {
    source,
    name: literalText(root.find("name")) ?? source.path,
    runName: root.find("run-name"),
    dispatchInputs: readInputDefinitions(findEvent(on, "workflow_dispatch")?.config),
    call: call === undefined ? undefined : readCallInterface(call.config),
    env: root.find("env"),
    defaults: readDefaults(root),
    permissions: readPermissions(root.find("permissions")),
    concurrency: root.find("concurrency"),
    jobs: jobs.flatMap((job) => {
      const token = findMapping(jobTokens, job.id.value);
      return token === undefined ? [] : [readJob(job, token)];
    }),
  };
}

function readJob(job: WorkflowJob, token: MappingToken): JobDefinition {
  const shared = {
    id: job.id.value,
    token: job.id,
    name: token.find("name"),
    needs: (job.needs ?? []).map((need) => need.value),
    condition: job.if.expression,
    strategy: findMapping(token, "strategy"),
    permissions: readPermissions(token.find("permissions")),
    concurrency: token.find("concurrency"),
  };
  if (job.type === "reusableWorkflowJob") {
    const secrets = token.find("secrets");
    return {
      ...shared,
      kind: "call",
      uses: job.ref.value,
      with: token.find("with"),
      secrets: secrets !== undefined && isString(secrets) ? "inherit" : secrets,
    };
  }
  return {
    ...shared,
    kind: "steps",
    env: token.find("env"),
    defaults: readDefaults(token),
    outputs: token.find("outputs"),
    timeoutMinutes: token.find("timeout-minutes"),
    continueOnError: token.find("continue-on-error"),
    steps: readSteps(token.find("steps"), job.steps),
    unsupported: UNSUPPORTED.find((key) => token.find(key) !== undefined),
  };
}

function readDefaults(token: MappingToken): RunDefaults {
  const run = findMapping(token.find("defaults"), "run");
  return { shell: run?.find("shell"), workingDirectory: run?.find("working-directory") };
}
