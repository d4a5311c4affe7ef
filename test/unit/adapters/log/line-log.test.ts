import { describe, expect, it } from "vitest";
import { createLineLog } from "../../../../src/adapters/log/line-log.ts";
import { logWithFields } from "../../../../src/adapters/log/log-with-fields.ts";
import { redact } from "../../../../src/adapters/log/redact.ts";
import { Failure } from "../../../../src/operations/failure.ts";
import type { Log } from "../../../../src/operations/ports.ts";

function logTo(lines: string[], level: "debug" | "info" | "warn" = "info"): Log {
  return createLineLog({ level, write: (line) => lines.push(line), now: () => "2026-11-21T12:00:00.000Z" });
}

describe("the line log", () => {
  it("writes one JSON object a line, with its fields", () => {
    const lines: string[] = [];
    logTo(lines).info("decided", { batch: "b1-1" });

    expect(lines).toEqual([
      '{"time":"2026-11-21T12:00:00.000Z","level":"info","message":"decided","batch":"b1-1"}',
    ]);
  });

  it("lets no token through, whether in the message, in a field or in an error", () => {
    const lines: string[] = [];
    const token = `ghs_${"a".repeat(36)}`;
    logTo(lines).error(`asked with ${token}`, { token, error: new Error(`refused ${token}`) });

    expect(lines.join()).toContain("[redacted]");
    expect(lines.join()).not.toContain(token);
  });

  it("leaves out what is below its level", () => {
    const lines: string[] = [];
    const log = logTo(lines, "warn");
    log.debug("a");
    log.info("b");
    log.error("c");

    expect(lines).toHaveLength(1);
  });

  it("tells a failure by its words and a bug by its place", () => {
    const lines: string[] = [];
    const failure = new Failure("GitHub did not answer.", {
      code: "timeout",
      retryable: true,
      cause: new Error("socket"),
    });
    logTo(lines).error("x", { error: failure });
    logTo(lines).error("x", { error: new Error("bug: nonsense") });

    expect(lines[0]).toContain('"code":"timeout"');
    expect(lines[0]).toContain("socket");
    expect(JSON.parse(lines[0] ?? "{}").error.stack).toBeUndefined();
    expect(lines[1]).toContain("line-log.test.ts");
  });

  it("puts the fields it was given on every line", () => {
    const lines: string[] = [];
    logWithFields(logTo(lines, "debug"), { repository: "octo/orchard" }).debug("x", { batch: "b1-1" });

    expect(lines[0]).toContain('"repository":"octo/orchard","batch":"b1-1"');
  });
});

describe("redact", () => {
  it.each([
    `ghs_${"a".repeat(36)}`,
    `ghs_1234_${"eyJhbGciOiJIUzI1NiJ9.".repeat(3)}abc`,
    `ghp_${"A1".repeat(18)}`,
    `github_pat_${"x".repeat(40)}`,
    `sk-ant-${"x".repeat(40)}`,
    `eyJhbGciOiJSUzI1NiJ9.${"x".repeat(20)}.${"y".repeat(20)}`,
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
  ])("takes out %s", (secret) => {
    expect(redact(`before ${secret} after`)).toBe("before [redacted] after");
  });

  it("takes the right out of a signed address and leaves the rest", () => {
    expect(redact("https://blob/x?se=1&sig=abcdefgh1234 done")).toBe(
      "https://blob/x?se=1&sig=[redacted] done",
    );
  });

  it("reads a hostile line in linear time", () => {
    const started = performance.now();
    redact("-----BEGIN RSA PRIVATE KEY-----".repeat(5000) + "eyJ".repeat(20_000) + "ghs_".repeat(20_000));

    expect(performance.now() - started).toBeLessThan(1000);
  });
});
