export const PHASES = ["PREPARE", "BUILD", "VERIFY", "ASSESS", "REFINE", "COMMIT", "REFLECT"] as const;
export type Phase = (typeof PHASES)[number];

export function isPhase(word: string): word is Phase {
  return PHASES.some((phase) => phase === word);
}

export const PHASE_EMOJI: Readonly<Record<Phase | "STARTING", string>> = {
  STARTING: "⏳",
  PREPARE: "📋",
  BUILD: "🔨",
  VERIFY: "🔍",
  ASSESS: "⚖️",
  REFINE: "🔧",
  COMMIT: "📦",
  REFLECT: "💭",
};

/** The step of the pipeline job that runs a phase is called this; the app reads phases from step names. */
export function phaseStepName(phase: Phase): string {
  return `${phase} ${PHASE_EMOJI[phase]}`;
}

export function phaseOfStepName(name: string): Phase | undefined {
  return PHASES.find((phase) => name === phaseStepName(phase));
}
