import { text } from "node:stream/consumers";
import { scriptedAgentMain } from "../../adapters/agents/scripted/scripted-agent-main.ts";

/** Plays the scripted agent: one request on standard input, one reply on standard output. */
export async function playScriptedAgent(): Promise<void> {
  try {
    const reply = await scriptedAgentMain(await text(process.stdin), process.cwd());
    process.stdout.write(`${reply}\n`);
  } catch (error) {
    // The pipeline shows the last lines of this in the reason.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
