import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../../../src/app/environment.ts";

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----";
const NEEDED = { APP_ID: "12", PRIVATE_KEY: KEY, WEBHOOK_SECRET: "s3cret" };

describe("parseEnvironment", () => {
  it("needs three variables and has a default for every other", () => {
    expect(parseEnvironment(NEEDED)).toEqual({
      kind: "read",
      environment: {
        appId: 12,
        privateKey: KEY,
        webhookSecret: "s3cret",
        apiUrl: "https://api.github.com",
        host: "127.0.0.1",
        port: 3000,
        lookIntervalMs: 15_000,
        writeIntervalMs: undefined,
        editIntervalMs: 10_000,
        sweepIntervalMs: 1_800_000,
        dispatchGraceMs: 60_000,
        logLevel: "info",
      },
    });
  });

  it("says everything that is missing at once", () => {
    expect(parseEnvironment({})).toEqual({
      kind: "wrong",
      problems: [
        "APP_ID is missing",
        "WEBHOOK_SECRET is missing",
        "PRIVATE_KEY is missing: the app's private key (PEM), or its file as PRIVATE_KEY_PATH",
      ],
    });
  });

  it.each([
    ["APP_ID", "Iv1.abc"],
    ["PORT", "eighty"],
    ["GITHUB_API_URL", "github.com"],
    ["LOG_LEVEL", "loud"],
    ["BATCH_STORIES_LOOK_SECONDS", "-1"],
    ["BATCH_STORIES_SWEEP_SECONDS", "0"],
    ["BATCH_STORIES_DISPATCH_GRACE_SECONDS", "a minute"],
    ["PRIVATE_KEY", "MIIE"],
  ])("names the variable that is wrong (%s=%s)", (name, value) => {
    const reading = parseEnvironment({ ...NEEDED, [name]: value });

    expect(reading.kind === "wrong" && reading.problems).toEqual([expect.stringContaining(name)]);
  });

  it("takes a key whose line breaks are written out", () => {
    const reading = parseEnvironment({ ...NEEDED, PRIVATE_KEY: KEY.replaceAll("\n", "\\n") });

    expect(reading.kind === "read" && reading.environment.privateKey).toBe(KEY);
  });

  it("says which key file cannot be read", () => {
    const { PRIVATE_KEY: _, ...rest } = NEEDED;
    const reading = parseEnvironment({ ...rest, PRIVATE_KEY_PATH: "/nowhere/key.pem" });

    expect(reading.kind === "wrong" && reading.problems[0]).toContain("/nowhere/key.pem");
  });

  it("takes an empty variable for one that was not set", () => {
    const reading = parseEnvironment({ ...NEEDED, PORT: "", BATCH_STORIES_WRITE_INTERVAL_MS: "" });

    expect(reading.kind === "read" && reading.environment.writeIntervalMs).toBeUndefined();
  });

  it("lets any port be free and the write pace be none", () => {
    const reading = parseEnvironment({ ...NEEDED, PORT: "0", BATCH_STORIES_WRITE_INTERVAL_MS: "0" });

    expect(reading.kind === "read" && reading.environment).toMatchObject({ port: 0, writeIntervalMs: 0 });
  });
});
