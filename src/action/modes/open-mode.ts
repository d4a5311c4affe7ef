import { openAttempt } from "../../operations/pipeline/open-attempt.ts";
import { jobLog, readToken, writeOutputs } from "../action-io.ts";
import { clock, files, repository } from "../compose.ts";
import { readAttemptFolder, readOpening, type StepContext } from "./mode.ts";

export async function openMode(context: StepContext): Promise<void> {
  const token = readToken();
  const folder = readAttemptFolder(context);
  const opened = await openAttempt(
    {
      files: await files(folder, [token]),
      repository: await repository(context.environment, token),
      clock,
    },
    readOpening(context),
  );
  if (opened.kind === "stale") {
    jobLog.notice(`${opened.reason} Nothing is done here.`);
    writeOutputs({ status: "stale" });
    return;
  }
  const { brief } = opened;
  jobLog.info(`${brief.story}: ${brief.title} (attempt ${brief.attempt} of batch ${brief.batch})`);
  writeOutputs({ status: "current", "start-sha": brief.startSha });
}
