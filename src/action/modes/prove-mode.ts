import { prove } from "../../operations/pipeline/prove.ts";
import { jobLog, readArtifact, writeOutputs } from "../action-io.ts";
import { artifacts, clock, commands, digests, files, importRepository } from "../compose.ts";
import { readAttemptFolder, type StepContext } from "./mode.ts";

export async function proveMode(context: StepContext): Promise<void> {
  const { environment } = context;
  const folder = readAttemptFolder(context);
  const proof = await prove(
    {
      files: await files(folder, [environment.runtimeToken]),
      artifacts: await artifacts(environment),
      repository: await importRepository(environment, folder, { kind: "checkout" }),
      commands: await commands(environment, folder),
      digests: await digests(),
      clock,
      log: jobLog,
      checkout: environment.workspace,
    },
    { evidence: readArtifact("evidence"), bundle: readArtifact("bundle") },
  );
  writeOutputs({ status: "proved", "proof-id": proof.id, "proof-digest": proof.digest });
}
