import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgent } from "../../src/adapters/agents/create-agent.ts";
import { AgentReply, AgentRequest } from "../../src/adapters/agents/agent-protocol.ts";
import { Config } from "../../src/core/config/config.ts";
import { ANSWER_SCHEMAS, answerJsonSchema } from "../../src/core/pipeline/answers.ts";
import { AGENT_ROLES } from "../../src/operations/ports.ts";
import { readFromRoot } from "../support/source-files.ts";
import { codesIn, tableAfter } from "./markdown.ts";

const DOCUMENT = "docs/agents.md";

describe("the document of agent programs", () => {
  const ROLES = tableAfter(DOCUMENT, "<!-- table: roles -->");

  test("names every role with the fields of its answer", () => {
    const documented = ROLES.map(([role = "", , fields = ""]) => [codesIn(role).join(), codesIn(fields)]);
    const schemas = AGENT_ROLES.map((role) => [role, Object.keys(ANSWER_SCHEMAS[role].shape)]);

    expect(documented).toEqual(schemas);
  });

  test.each([
    ["The question", AgentRequest],
    ["The reply", AgentReply],
  ])("names every field of: %s", (heading, schema) => {
    const named = tableAfter(DOCUMENT, `## ${heading}`).flatMap(([field = ""]) => codesIn(field));

    expect(named).toEqual(Object.keys(schema.shape));
  });
});

describe("the example program", () => {
  const folder = mkdtempSync(join(tmpdir(), "agent-example-"));

  beforeAll(() => {
    const [, source = ""] = /^```js\n([\s\S]*?)^```$/mu.exec(readFromRoot(DOCUMENT)) ?? [];
    writeFileSync(join(folder, "my-agent.mjs"), source);
    const model = `#!/bin/sh\ngrep -q "learnings" || exit 1\necho '{ "learnings": ["Trees need water."] }'\n`;
    writeFileSync(join(folder, "my-model"), model);
    chmodSync(join(folder, "my-model"), 0o755);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("is an agent program as the pipeline starts it", async () => {
    const { agent } = Config.parse({ agent: { program: "command", command: "node my-agent.mjs" } });
    const path = `${folder}:${process.env["PATH"] ?? ""}`;
    const runner = createAgent({ agent, environment: { PATH: path }, scripted: { file: "node", args: [] } });

    const answer = await runner.call({
      role: "reflector",
      prompt: "What was learned?",
      answerSchema: answerJsonSchema("reflector"),
      workFolder: folder,
      timeoutMs: 30_000,
      context: {},
    });

    expect(answer).toMatchObject({ kind: "answered", answer: { learnings: ["Trees need water."] } });
  });
});
