import { keep } from "../../operations/pipeline/keep.ts";
import { jobLog } from "../action-io.ts";
import { artifacts, clock, files } from "../compose.ts";
import { readAttemptFolder, type StepContext } from "./mode.ts";

export async function keepMode(context: StepContext): Promise<void> {
  const { environment } = context;
  const kept = await keep({
    files: await files(readAttemptFolder(context), [environment.runtimeToken]),
    artifacts: await artifacts(environment),
    clock,
  });
  jobLog.info(kept === "kept" ? "The evidence so far was uploaded." : "Nothing more to keep.");
}
