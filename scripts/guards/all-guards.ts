import { ATTEMPT_GUARDS } from "./attempts.ts";
import { COMMAND_GUARDS } from "./commands.ts";
import { EVIDENCE_GUARDS } from "./evidence.ts";
import type { Guard } from "./guard.ts";
import { HOSTILE_INPUT_GUARDS } from "./hostile-input.ts";
import { LIMIT_GUARDS } from "./limits.ts";
import { PEOPLE_AND_AGENT_GUARDS } from "./people-and-agents.ts";
import { WORKSHOP_GUARDS } from "./workshop.ts";

export const ALL_GUARDS: readonly Guard[] = [
  ...COMMAND_GUARDS,
  ...ATTEMPT_GUARDS,
  ...EVIDENCE_GUARDS,
  ...HOSTILE_INPUT_GUARDS,
  ...LIMIT_GUARDS,
  ...PEOPLE_AND_AGENT_GUARDS,
  ...WORKSHOP_GUARDS,
];

/** One of each kind, quick enough for CI to break them at every push. */
export const SAMPLE: readonly string[] = [
  "claim-check",
  "signature-check",
  "permission-check",
  "digest-check",
  "path-check",
  "escape-of-agent-text",
  "import-law",
  "expected-head",
  "attempt-binding",
  "unknown-route",
];
