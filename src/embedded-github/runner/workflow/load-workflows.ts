/**
 * The workflow of a run with everything it calls, read and checked before any job starts: GitHub
 * decides here whether the run starts at all. Each file is parsed once per run.
 */
import { convertReferencedWorkflow } from "@actions/workflow-parser/model/converter/referencedWorkflow";
import type { Permissions, RunnerHost } from "../runner-host.ts";
import { describeExcess } from "./permissions.ts";
import { type ParsedWorkflow, problemsIn, readWorkflow } from "./read-workflow.ts";
import type { CallJobDefinition, Workflow, WorkflowSource } from "./workflow.ts";
import type { WorkflowProblem } from "./workflow-problem.ts";
import { parseReference, qualify } from "./workflow-reference.ts";

/** GitHub's limit: the top-level caller and up to nine levels of called workflows. */
const MAX_LEVELS = 10;

export interface WorkflowTree {
  readonly root: Workflow;
  readonly called: ReadonlyMap<CallJobDefinition, Workflow>;
}

export type LoadedWorkflows =
  | { readonly kind: "loaded"; readonly tree: WorkflowTree }
  | { readonly kind: "problems"; readonly problems: readonly WorkflowProblem[] };

export async function loadWorkflows(host: RunnerHost, root: WorkflowSource): Promise<LoadedWorkflows> {
  const loader = new WorkflowLoader(host);
  const parsed = await loader.load(root);
  if (parsed === undefined) {
    const message = `The workflow file ${root.path} was not found at ${root.sha}.`;
    return { kind: "problems", problems: [{ path: root.path, line: 1, message }] };
  }
  if (parsed.kind === "problems") return parsed;
  const policy = host.defaultPermissions(root.repository);
  await loader.follow(parsed.parsed, { allowed: policy, policy, level: 1 });
  if (loader.problems.length > 0) return { kind: "problems", problems: loader.problems };
  return { kind: "loaded", tree: { root: parsed.parsed.workflow, called: loader.called } };
}

interface Position {
  /** What the jobs of this workflow may be granted when they and it name nothing. */
  readonly allowed: Permissions;
  readonly policy: Permissions;
  readonly level: number;
}

class WorkflowLoader {
  readonly problems: WorkflowProblem[] = [];
  readonly called = new Map<CallJobDefinition, Workflow>();
  readonly #host: RunnerHost;
  readonly #files = new Map<string, ReturnType<typeof readWorkflow> | undefined>();

  constructor(host: RunnerHost) {
    this.#host = host;
  }

  async load(source: WorkflowSource): Promise<Awaited<ReturnType<typeof readWorkflow>> | undefined> {
    const key = `${source.repository}/${source.path}@${source.sha}`;
    if (!this.#files.has(key)) {
      const text = await this.#host.readFile(source.repository, source.sha, source.path);
      this.#files.set(key, text === undefined ? undefined : readWorkflow(text, source));
    }
    return this.#files.get(key);
  }

  /** Loads and checks whatever the jobs of a workflow call, depth first, until something is wrong. */
  async follow(caller: ParsedWorkflow, position: Position): Promise<void> {
    for (const job of caller.workflow.jobs) {
      if (job.kind === "call" && this.problems.length === 0) {
        await this.#followCall(caller, job, position);
      }
    }
  }

  async #followCall(caller: ParsedWorkflow, job: CallJobDefinition, position: Position): Promise<void> {
    const target = await this.#find(job, caller.workflow.source);
    if (target.kind === "absent") return this.#refuse(caller, job, target.message);
    const { reading, name } = target;
    if (reading.kind === "problems") {
      const first = reading.problems[0];
      const reason = first === undefined ? "it is not valid" : `${first.path} ${first.message}`;
      return this.#refuse(caller, job, `Error calling workflow '${name}'. ${reason}`);
    }
    if (position.level >= MAX_LEVELS) {
      return this.#refuse(caller, job, `Nested reusable workflow depth exceeded ${MAX_LEVELS}.`);
    }
    this.#checkInterface(caller, job, reading.parsed);
    const granted = job.permissions ?? caller.workflow.permissions ?? position.allowed;
    this.#checkPermissions(caller, job, { target: reading.parsed.workflow, name, granted });
    this.called.set(job, reading.parsed.workflow);
    await this.follow(reading.parsed, {
      ...position,
      allowed: reading.parsed.workflow.permissions ?? granted,
      level: position.level + 1,
    });
  }

  async #find(
    job: CallJobDefinition,
    home: WorkflowSource,
  ): Promise<
    | { readonly kind: "absent"; readonly message: string }
    | {
        readonly kind: "found";
        readonly name: string;
        readonly reading: Awaited<ReturnType<typeof readWorkflow>>;
      }
  > {
    const reference = parseReference(job.uses);
    if (reference === undefined) {
      return { kind: "absent", message: `Invalid workflow reference '${job.uses}'.` };
    }
    const name = qualify(reference, home);
    const absent = {
      kind: "absent",
      message: `error parsing called workflow "${home.path}" -> "${job.uses}" : workflow was not found. See https://docs.github.com/actions/learn-github-actions/reusing-workflows#access-to-reusable-workflows for more information.`,
    } as const;
    if (!reference.path.startsWith(".github/workflows/")) return absent;
    const repository = reference.kind === "same" ? home.repository : reference.repository;
    const ref = reference.kind === "same" ? home.ref : reference.ref;
    const sha = reference.kind === "same" ? home.sha : await this.#host.resolveRef(repository, ref);
    if (sha === undefined) return absent;
    const reading = await this.load({ repository, sha, ref, path: reference.path });
    return reading === undefined ? absent : { kind: "found", name, reading };
  }

  /** `workflow_call` itself, required and unknown inputs and secrets: the parser's own check. */
  #checkInterface(caller: ParsedWorkflow, job: CallJobDefinition, target: ParsedWorkflow): void {
    const converted = caller.jobs.find((one) => one.id.value === job.id);
    if (converted?.type !== "reusableWorkflowJob") return;
    convertReferencedWorkflow(caller.context, target.root, converted);
    this.problems.push(...problemsIn(caller.context, caller.workflow.source.path));
  }

  #checkPermissions(
    caller: ParsedWorkflow,
    job: CallJobDefinition,
    call: { readonly target: Workflow; readonly name: string; readonly granted: Permissions },
  ): void {
    const { target, name, granted } = call;
    const asking = [
      { who: "The workflow", permissions: target.permissions },
      ...target.jobs.map((one) => ({
        who: `The nested job '${one.id}'`,
        permissions: one.permissions,
      })),
    ];
    for (const { who, permissions } of asking) {
      const excess = permissions && describeExcess(permissions, granted);
      if (excess) {
        const message = `Error calling workflow '${name}'. ${who} is requesting '${excess.requested}', but is only allowed '${excess.allowed}'.`;
        this.#refuse(caller, job, message);
      }
    }
  }

  #refuse(caller: ParsedWorkflow, job: CallJobDefinition, message: string): void {
    const line = job.token.line ?? 1;
    const place = `(Line: ${line}, Col: ${job.token.col ?? 1})`;
    this.problems.push({
      path: caller.workflow.source.path,
      line,
      message: `The workflow is not valid. ${caller.workflow.source.path} ${place}: ${message}`,
    });
  }
}
