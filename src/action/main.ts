/**
 * One program for every step. The same file plays the scripted agent when it is started with that
 * argument, before anything of the action is loaded.
 */
async function main(args: readonly string[]): Promise<void> {
  if (args[2] === "scripted-agent") {
    const { playScriptedAgent } = await import("./scripted-agent/compose.ts");
    await playScriptedAgent();
    return;
  }
  const { runStep } = await import("./run-step.ts");
  await runStep(args[1] ?? "");
}

await main(process.argv);
