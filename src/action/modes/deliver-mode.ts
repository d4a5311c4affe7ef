import { deliver } from "../../operations/pipeline/deliver.ts";
import { jobLog, readArtifact, readToken, writeOutputs } from "../action-io.ts";
import { artifacts, digests, files, importRepository, pause, repository } from "../compose.ts";
import { readAttemptFolder, readOpening, type StepContext } from "./mode.ts";

export async function deliverMode(context: StepContext): Promise<void> {
  const { environment } = context;
  const token = readToken();
  const folder = readAttemptFolder(context);
  const { owner, name } = environment.repository;
  const end = await deliver(
    {
      files: await files(folder, [token, environment.runtimeToken]),
      artifacts: await artifacts(environment),
      repository: await importRepository(environment, folder, { kind: "remote", token }),
      github: await repository(environment, token),
      digests: await digests(),
      pause,
      log: jobLog,
      runUrl: `${environment.serverUrl}/${owner}/${name}/actions/runs/${environment.runId}`,
    },
    readOpening(context),
    {
      evidence: readArtifact("evidence"),
      bundle: readArtifact("bundle"),
      proof: readArtifact("proof"),
    },
  );
  if (end.kind === "stale") {
    jobLog.notice(`${end.reason} Nothing is delivered.`);
    writeOutputs({ status: "stale" });
    return;
  }
  for (const { check, message } of end.shortcomings) jobLog.warning(`${check}: ${message}`);
  const { number, isDraft } = end.pullRequest;
  jobLog.info(`Pull request #${number}${isDraft ? " (draft)" : ""} at ${end.commit.slice(0, 7)}.`);
  writeOutputs({ status: "delivered", commit: end.commit, "pull-request": number });
}
