import { TRAILERS } from "../batch/names.ts";

/** What binds a delivered commit to its attempt. Digests are `sha256:<hex>`. */
export interface TrailerFacts {
  readonly batch: string;
  readonly story: string;
  readonly attempt: number;
  readonly runId: number;
  readonly manifest: string;
  readonly proof: string;
}

const LINE_LIMIT = 20_000;

/** The trailer block of a commit message, one line each, without a line break at the end. */
export function renderTrailers(facts: TrailerFacts): string {
  return trailerEntries(facts)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

export function trailerEntries(facts: TrailerFacts): readonly (readonly [name: string, value: string])[] {
  return [
    [TRAILERS.batch, facts.batch],
    [TRAILERS.story, facts.story],
    [TRAILERS.attempt, String(facts.attempt)],
    [TRAILERS.run, String(facts.runId)],
    [TRAILERS.manifest, facts.manifest],
    [TRAILERS.proof, facts.proof],
  ];
}

/**
 * Trailers of a commit message: the last block of lines, where every line must look like one, so
 * that a line inside the text can pass for none. The last of equal names wins.
 */
export function parseTrailers(message: string): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  const lines = message.trimEnd().split(/\r?\n/u).slice(-LINE_LIMIT);
  const blank = lines.findLastIndex((line) => line.trim() === "");
  if (blank < 0) return trailers;
  for (const line of lines.slice(blank + 1)) {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9-]{0,99}): (.*)$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) return new Map();
    trailers.set(name, value.trim());
  }
  return trailers;
}
