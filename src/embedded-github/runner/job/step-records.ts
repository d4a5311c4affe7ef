/**
 * The steps of a job as the API shows them, numbered as GitHub's runner does: set-up first, then
 * the steps; post steps count down from twice their number, and the last one completes the job.
 */
import type { RunReport } from "../run/run-report.ts";
import type { Conclusion, JobRecord, StepRecord } from "../../world/workflow-run.ts";

export class StepRecords {
  readonly #report: RunReport;
  readonly #job: JobRecord;
  #count = 0;
  #posts = 0;

  constructor(report: RunReport, job: JobRecord) {
    this.#report = report;
    this.#job = job;
  }

  add(name: string): number {
    this.#count += 1;
    return this.#insert(this.#count, name);
  }

  addPost(name: string): number {
    const number = 2 * this.#count - this.#posts;
    this.#posts += 1;
    return this.#insert(number, name);
  }

  addLast(name: string): number {
    return this.#insert((this.#posts > 0 ? 2 * this.#count : this.#count) + 1, name);
  }

  /** The name may only be known now: expressions in it can refer to earlier steps. */
  start(number: number, name: string): void {
    const index = this.#job.steps.findIndex((step) => step.number === number);
    const known = this.#job.steps[index];
    if (known === undefined) throw new Error(`bug: step ${number} was never recorded`);
    const renamed: StepRecord = { ...known, name };
    this.#job.steps[index] = renamed;
    this.#report.startStep(this.#job, renamed);
  }

  complete(number: number, conclusion: Conclusion): void {
    const step = this.#job.steps.find((one) => one.number === number);
    if (step !== undefined) this.#report.completeStep(this.#job, step, conclusion);
  }

  #insert(number: number, name: string): number {
    this.#job.steps.push({
      number,
      name,
      status: "queued",
      conclusion: null,
      startedAt: null,
      completedAt: null,
      logStart: null,
    });
    this.#job.steps.sort((one, other) => one.number - other.number);
    return number;
  }
}
