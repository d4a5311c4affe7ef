/** Writes what happens into the records of a run and tells the host each time. */
import type { RunnerHost } from "../runner-host.ts";
import type { Annotation, Conclusion, JobRecord, RunRecord, StepRecord } from "../../world/workflow-run.ts";

export class RunReport {
  readonly #host: RunnerHost;
  readonly #run: RunRecord;

  constructor(host: RunnerHost, run: RunRecord) {
    this.#host = host;
    this.#run = run;
  }

  requested(): void {
    this.#host.changed({ run: this.#run, action: "requested" });
  }

  completed(conclusion: Conclusion): void {
    this.#run.status = "completed";
    this.#run.conclusion = conclusion;
    this.#run.updatedAt = this.#host.now();
    this.#host.changed({ run: this.#run, action: "completed" });
  }

  annotate(annotation: Annotation): void {
    this.#run.annotations.push(annotation);
  }

  addSummary(markdown: string): void {
    this.#run.summaries.push(markdown);
  }

  queueJob(name: string): JobRecord {
    const job = this.#addJob(name);
    this.#host.changed({ run: this.#run, job, action: "queued" });
    return job;
  }

  /** A job that never reaches a runner still has a record, as on GitHub. */
  skipJob(name: string): void {
    this.completeJob(this.#addJob(name), "skipped");
  }

  startJob(job: JobRecord): void {
    if (this.#run.status === "queued") {
      this.#run.status = "in_progress";
      this.#run.updatedAt = this.#host.now();
      this.#host.changed({ run: this.#run, action: "in_progress" });
    }
    job.status = "in_progress";
    job.startedAt = this.#host.now();
    this.#host.changed({ run: this.#run, job, action: "in_progress" });
  }

  completeJob(job: JobRecord, conclusion: Conclusion): void {
    job.status = "completed";
    job.conclusion = conclusion;
    job.completedAt = this.#host.now();
    job.startedAt ??= job.completedAt;
    this.#host.changed({ run: this.#run, job, action: "completed" });
  }

  startStep(job: JobRecord, step: StepRecord): void {
    step.status = "in_progress";
    step.startedAt = this.#host.now();
    step.logStart = job.log.length;
    this.#host.changed({ run: this.#run, job, action: "step" });
  }

  completeStep(job: JobRecord, step: StepRecord, conclusion: Conclusion): void {
    step.status = "completed";
    step.conclusion = conclusion;
    step.completedAt = this.#host.now();
    step.startedAt ??= step.completedAt;
    this.#host.changed({ run: this.#run, job, action: "step" });
  }

  #addJob(name: string): JobRecord {
    const job: JobRecord = {
      id: this.#host.nextJobId(),
      runId: this.#run.id,
      runAttempt: this.#run.runAttempt,
      name,
      status: "queued",
      conclusion: null,
      createdAt: this.#host.now(),
      startedAt: null,
      completedAt: null,
      steps: [],
      log: "",
    };
    this.#run.jobs.push(job);
    return job;
  }
}
