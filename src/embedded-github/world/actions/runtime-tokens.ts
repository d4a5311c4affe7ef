import { createHmac, randomBytes } from "node:crypto";
import type { JobRecord, RunRecord } from "../workflow-run.ts";

export interface RuntimeScope {
  readonly run: RunRecord;
  readonly job: JobRecord;
  readonly runBackendId: string;
}

/** ACTIONS_RUNTIME_TOKEN: the client reads run and job out of the token's own `scp` claim. */
export class RuntimeTokens {
  readonly #secret = randomBytes(32);
  readonly #scopes = new Map<string, RuntimeScope>();

  mint(run: RunRecord, job: JobRecord): string {
    const runBackendId = `run-${run.id}`;
    const claims = { scp: `Actions.Results:${runBackendId}:${job.id}`, runId: run.id, jobId: job.id };
    const head = encode({ alg: "HS256", typ: "JWT" });
    const body = encode(claims);
    const signature = createHmac("sha256", this.#secret).update(`${head}.${body}`).digest("base64url");
    const token = `${head}.${body}.${signature}`;
    this.#scopes.set(token, { run, job, runBackendId });
    return token;
  }

  scopeOf(token: string): RuntimeScope | undefined {
    return this.#scopes.get(token);
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
