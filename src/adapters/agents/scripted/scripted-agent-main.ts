import { setTimeout as wait } from "node:timers/promises";
import { runScriptedAgent } from "./run-scripted-agent.ts";

const AN_HOUR_MS = 3_600_000;

/** What the program prints for the request on its input; crashes and hangs when the script says so. */
export async function scriptedAgentMain(input: string, folder: string): Promise<string> {
  const end = await runScriptedAgent(input, folder);
  switch (end.kind) {
    case "answered":
      await wait(end.delayMs);
      return JSON.stringify(end.reply);
    case "crashes":
      return process.exit(end.exitCode);
    case "hangs":
      await wait(AN_HOUR_MS);
      return "";
  }
}
