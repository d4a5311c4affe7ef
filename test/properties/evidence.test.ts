import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCitation, parseCitation, parseCitations } from "../../src/core/evidence/citation.ts";
import type { Finding } from "../../src/core/evidence/evidence.ts";
import { formatNarrative, parseNarrative } from "../../src/core/evidence/narrative.ts";
import { parseTrailers, renderTrailers } from "../../src/core/evidence/trailers.ts";
import { validateEvidence } from "../../src/core/evidence/validate-evidence.ts";
import { PHASES } from "../../src/core/pipeline/phase.ts";
import { codeBlock, oneLine, untrustedBlock } from "../../src/core/pipeline/prompts/untrusted.ts";
import { compareTaskText } from "../../src/core/pipeline/task-text.ts";
import { triage } from "../../src/core/pipeline/verdict.ts";
import { digestsOf, evidenceInput, evidenceParts } from "../support/evidence-files.ts";

const pathName = fc.stringMatching(/^[A-Za-z0-9_[][A-Za-z0-9_.\-[\]]{0,11}[A-Za-z0-9_]$/u);
const path = fc.array(pathName, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
const citation = fc
  .record({ path, firstLine: fc.integer({ min: 1, max: 99_999 }), more: fc.integer({ min: 0, max: 500 }) })
  .map(({ path: file, firstLine, more }) => ({ path: file, firstLine, lastLine: firstLine + more }));
const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom("~", "`", "<!--", "-->", "\n", " ", "a", ":", "1", "(", ",", "\u202E"),
    maxLength: 300,
  }),
);
const classification = fc.constantFrom("MUST_FIX", "SHOULD_FIX", "STYLE", "DISMISSED");
const severity = fc.constantFrom<Finding["severity"]>("MUST_FIX", "SHOULD_FIX", "STYLE");

describe("round trip", () => {
  test("a citation that is written is read again, with or without a description", () => {
    fc.assert(
      fc.property(citation, (written) => {
        expect(parseCitation(formatCitation(written))).toEqual(written);
        expect(parseCitation(`${formatCitation(written)} — what is there, and more`)).toEqual(written);
      }),
    );
  });

  test("several citations are read in order", () => {
    fc.assert(
      fc.property(fc.array(citation, { minLength: 1, maxLength: 8 }), (written) => {
        expect(parseCitations(written.map(formatCitation).join(", "))).toEqual(written);
      }),
    );
  });

  test("a narrative log is read as it was written", () => {
    const text = fc
      .string({ maxLength: 80 })
      .map((words) => `x${words.replaceAll(/\p{Cc}/gu, "").trim()}`.trim());
    const stamped = fc.record({
      time: fc.constantFrom("00:00", "14:32", "23:59"),
      phase: fc.constantFrom(...PHASES),
      isDone: fc.boolean(),
      text,
    });
    const detail = text.map((words) => ({ time: null, phase: null, isDone: false, text: words }));
    fc.assert(
      fc.property(fc.array(fc.oneof(stamped, detail), { maxLength: 20 }), (lines) => {
        expect(parseNarrative(lines.map(formatNarrative).join("\n"))).toEqual(lines);
      }),
    );
  });

  test("trailers are read as they were written below any message", () => {
    const word = fc.stringMatching(/^[a-z0-9:-]{1,40}$/u);
    fc.assert(
      fc.property(hostileText, word, fc.integer({ min: 1, max: 1e9 }), (message, value, runId) => {
        const facts = { batch: value, story: value, attempt: 1, runId, manifest: value, proof: value };
        const trailers = parseTrailers(`subject\n\n${message}\n\n${renderTrailers(facts)}`);

        expect([...trailers.values()]).toEqual([value, value, "1", String(runId), value, value]);
      }),
    );
  });
});

describe("safety", () => {
  test("one changed character in any evidence file is never accepted", () => {
    const input = evidenceInput(evidenceParts());
    const names = [...input.files.keys()];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom(" ", "0", "x", "\n"),
        (name, at, letter) => {
          const before = input.files.get(name) ?? "";
          const place = at % before.length;
          const after = before.slice(0, place) + letter + before.slice(place + 1);
          fc.pre(after !== before);
          const files = new Map([...input.files, [name, after]]);

          expect(validateEvidence({ ...input, files, digests: digestsOf(files) }).kind).not.toBe("accepted");
        },
      ),
      { numRuns: 500 },
    );
  });

  test("any set of files is judged without a throw", () => {
    const input = evidenceInput(evidenceParts());
    const anyFiles = fc.array(
      fc.tuple(fc.constantFrom(...input.files.keys()), fc.oneof(hostileText, fc.json())),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(anyFiles, hostileText, (entries, text) => {
        const files = new Map(entries);
        const validation = validateEvidence({
          ...input,
          files,
          digests: digestsOf(files),
          proof: { text, digest: "sha256:0" },
          storyText: text,
        });

        expect(validation.kind).toBe("rejected");
      }),
    );
  });

  test("failing tests are never approved, whatever reviewers and arbiter say", () => {
    const finding = fc.record({ severity, description: fc.string({ maxLength: 20 }) });
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 6 }),
        fc.array(classification, { maxLength: 8 }),
        (found, judged) => {
          const findings = found.map((entry, index) => ({ ...entry, id: `F${index + 1}` }));
          const answer = {
            triage: ["TESTS", ...findings.map((entry) => entry.id)].map((id, index) => ({
              finding: id,
              new_classification: judged[index] ?? ("DISMISSED" as const),
              justification: "",
            })),
          };

          expect(triage(findings, answer, { status: "failed" }).verdict).toBe("CHANGES REQUESTED");
        },
      ),
    );
  });

  test("no text closes the fence it stands in", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const block of [untrustedBlock("story", text), codeBlock("diff", text)]) {
          const [fence = ""] = block.split(" ", 1);
          const lines = block.split("\n");

          expect(fence.length).toBeGreaterThanOrEqual(3);
          expect(lines.filter((line) => line.includes(fence))).toHaveLength(2);
          expect(lines.at(-1)).toBe(fence);
        }
        expect(oneLine(text)).not.toMatch(/[\n\r\u2028\u202E]/u);
      }),
    );
  });

  test("citations lead nowhere but into the repository", () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom("../", "/", "./", "a/../", ""), (text, prefix) => {
        for (const found of parseCitations(`${prefix}${text}:3`)) {
          expect(found.path.startsWith("/")).toBe(false);
          expect(found.path.split("/")).not.toContain("..");
          expect(found.lastLine).toBeGreaterThanOrEqual(found.firstLine);
        }
      }),
    );
  });

  test("long lines are read quickly", () => {
    const lines = [
      "a:".repeat(500_000),
      "(".repeat(1_000_000),
      ` ${"`".repeat(1_000_000)}:1`,
      "1,".repeat(500_000),
    ];
    const before = performance.now();
    for (const line of lines) {
      parseCitations(line);
      parseNarrative(line);
      compareTaskText(line);
      untrustedBlock("story", line);
    }

    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe("determinism", () => {
  test("the same evidence is judged the same, and left as it was", () => {
    const input = evidenceInput(evidenceParts());
    const copy = structuredClone(input);

    expect(validateEvidence(input)).toEqual(validateEvidence(copy));
    expect(input).toEqual(copy);
  });
});
