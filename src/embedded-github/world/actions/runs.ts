/** Workflows, their runs and what the runner reports about them. */
import type { RunHandle, Runner } from "../../runner/runner-host.ts";
import { WORKFLOW_FOLDER } from "../code/branches.ts";
import type { Repository } from "../repository.ts";
import type { Events } from "../events.ts";
import type { Actor } from "../identity/account.ts";
import type { Ids } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import type { JobRecord, RunRecord } from "../workflow-run.ts";
import { checkInputs, readWorkflowFile } from "./dispatch-inputs.ts";

export interface Workflow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
}

export interface DispatchOrder {
  readonly workflow: Workflow;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export type RunnerReport =
  | {
      readonly action: "requested" | "in_progress" | "completed";
      readonly run: RunRecord;
      readonly job?: never;
    }
  | {
      readonly action: "queued" | "in_progress" | "completed" | "step";
      readonly run: RunRecord;
      readonly job: JobRecord;
    };

interface Surroundings {
  readonly ids: Ids;
  readonly events: Events;
  readonly now: () => string;
}

interface KnownRun {
  readonly run: RunRecord;
  readonly repository: Repository;
  readonly actor: Actor;
  readonly workflowName: string;
  readonly told: Set<string>;
  handle: RunHandle | undefined;
}

export class Runs {
  readonly #around: Surroundings;
  readonly #runs = new Map<number, KnownRun>();
  readonly #workflowIds = new Map<string, number>();
  #runner: Runner | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  use(runner: Runner): void {
    this.#runner = runner;
  }

  /** The workflow files of the default branch. */
  async workflows(repository: Repository): Promise<readonly Workflow[]> {
    const tree = await repository.git.readTree(`refs/heads/${repository.defaultBranch}:${WORKFLOW_FOLDER}`);
    const files = (tree?.entries ?? []).filter((entry) => /\.ya?ml$/u.test(entry.name));
    const workflows: Workflow[] = [];
    for (const { name, sha } of files) {
      const path = `${WORKFLOW_FOLDER}/${name}`;
      const blob = await repository.git.read(sha);
      const file = readWorkflowFile(blob?.content.toString("utf8") ?? "");
      const title = file.kind === "readable" ? (file.name ?? path) : path;
      workflows.push({ id: this.#workflowId(repository, path), name: title, path });
    }
    return workflows;
  }

  /** By id or file name. */
  async findWorkflow(repository: Repository, name: string): Promise<Workflow | undefined> {
    const all = await this.workflows(repository);
    return all.find(
      ({ id, path }) => String(id) === name || path === name || path === `${WORKFLOW_FOLDER}/${name}`,
    );
  }

  workflowIdOf(run: RunRecord): number {
    return this.#workflowId(this.#known(run).repository, run.workflowPath);
  }

  workflowNameOf(run: RunRecord): string {
    return this.#known(run).workflowName;
  }

  /** Records the run and hands it to the runner. */
  async dispatch(repository: Repository, order: DispatchOrder, actor: Actor): Promise<RunRecord> {
    const refusal = repository.dispatchRefusal;
    if (refusal) throw new Refusal(refusal.kind, refusal.message);
    const branch = order.ref.replace(/^refs\/(heads|tags)\//u, "");
    const sha = await repository.git.resolveCommit(order.ref);
    if (sha === undefined) throw new Refusal("invalid", `No ref found for: ${order.ref}`);
    const blob = await repository.git.read(`${sha}:${order.workflow.path}`);
    const file = readWorkflowFile(blob?.content.toString("utf8") ?? "");
    if (file.kind === "unreadable") throw new Refusal("invalid", `failed to parse workflow: ${file.message}`);
    if (!file.isDispatchable)
      throw new Refusal("invalid", "Workflow does not have 'workflow_dispatch' trigger");
    const checked = checkInputs(file.inputs, order.inputs);
    if (checked.kind === "unfit") throw new Refusal("invalid", checked.message);
    const run = this.#record(
      repository,
      { branch, sha, order, title: file.name, inputs: checked.inputs },
      actor,
    );
    this.report({ run, action: "requested" });
    this.#start(run);
    return run;
  }

  #record(
    repository: Repository,
    facts: {
      readonly branch: string;
      readonly sha: string;
      readonly order: DispatchOrder;
      readonly title: string | undefined;
      readonly inputs: Readonly<Record<string, unknown>>;
    },
    actor: Actor,
  ): RunRecord {
    const { path } = facts.order.workflow;
    const at = this.#around.now();
    const run: RunRecord = {
      id: this.#around.ids.next(),
      runNumber: this.list(repository).filter((other) => other.workflowPath === path).length + 1,
      runAttempt: 1,
      repository: repository.fullName,
      workflowPath: path,
      displayTitle: facts.title ?? path,
      event: "workflow_dispatch",
      actor: actor.account.login,
      headBranch: facts.branch,
      headSha: facts.sha,
      inputs: facts.inputs,
      status: "queued",
      conclusion: null,
      createdAt: at,
      updatedAt: at,
      jobs: [],
      annotations: [],
      summaries: [],
    };
    const workflowName = run.displayTitle;
    this.#runs.set(run.id, { run, repository, actor, workflowName, told: new Set(), handle: undefined });
    return run;
  }

  #start(run: RunRecord): void {
    // After the answer to the dispatch has had its chance to leave, as on GitHub.
    setImmediate(() => {
      if (run.status === "queued" && this.#runner) this.#known(run).handle = this.#runner.start(run);
    });
  }

  find(repository: Repository, id: number): RunRecord | undefined {
    const known = this.#runs.get(id);
    return known?.repository === repository ? known.run : undefined;
  }

  /** Newest first. */
  list(repository: Repository): readonly RunRecord[] {
    const known = [...this.#runs.values()].filter((entry) => entry.repository === repository);
    return known.map((entry) => entry.run).reverse();
  }

  findJob(
    repository: Repository,
    id: number,
  ): { readonly run: RunRecord; readonly job: JobRecord } | undefined {
    for (const run of this.list(repository)) {
      const job = run.jobs.find((one) => one.id === id);
      if (job) return { run, job };
    }
    return undefined;
  }

  actorOf(run: RunRecord): Actor {
    return this.#known(run).actor;
  }

  cancel(run: RunRecord): void {
    if (run.status === "completed")
      throw new Refusal("conflict", "Cannot cancel a workflow run that is completed.");
    const { handle } = this.#known(run);
    if (handle) {
      handle.cancel();
      return;
    }
    run.status = "completed";
    run.conclusion = "cancelled";
    this.report({ run, action: "completed" });
  }

  /** As GitHub does when a run does not react to being cancelled, or is lost. */
  forceCancel(run: RunRecord): void {
    const { handle } = this.#known(run);
    if (run.status !== "completed" && handle) handle.forceCancel();
    else this.cancel(run);
  }

  /** Tells each change once, whoever reports it how often; steps are told every time. */
  report(report: RunnerReport): void {
    const { run, job, action } = report;
    const { told, repository, actor } = this.#known(run);
    const mark = `${run.runAttempt} ${job?.id ?? "run"} ${action}`;
    if (action !== "step" && told.has(mark)) return;
    told.add(mark);
    run.updatedAt = this.#around.now();
    if (report.job) {
      this.#around.events.tell({
        kind: "workflow_job",
        action: report.action,
        repository,
        run,
        job: report.job,
        actor,
      });
    } else {
      this.#around.events.tell({ kind: "workflow_run", action: report.action, repository, run, actor });
    }
  }

  #known(run: RunRecord): KnownRun {
    const known = this.#runs.get(run.id);
    if (!known) throw new Error(`bug: run ${run.id} is not of this world`);
    return known;
  }

  #workflowId(repository: Repository, path: string): number {
    const key = `${repository.fullName}:${path}`;
    const id = this.#workflowIds.get(key) ?? this.#around.ids.next();
    this.#workflowIds.set(key, id);
    return id;
  }
}
