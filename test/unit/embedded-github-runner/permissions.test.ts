import { describe, expect, test } from "vitest";
import { describeExcess, readPermissions } from "../../../src/embedded-github/runner/workflow/permissions.ts";
import { parseTemplate } from "../../../src/embedded-github/runner/workflow/parse-template.ts";
import type { Permissions } from "../../../src/embedded-github/runner/runner-host.ts";

function read(value: string): Permissions | undefined {
  const text = `on: push\npermissions: ${value}\njobs: { a: { runs-on: u, steps: [{ run: echo }] } }\n`;
  const { root, context } = parseTemplate("workflow", { path: "x.yml", text });
  expect(context.errors.getErrors()).toEqual([]);
  return readPermissions(root?.find("permissions"));
}

describe("readPermissions", () => {
  test("keeps what is granted and drops what is not", () => {
    expect(read("{ contents: write, issues: read, checks: none }")).toEqual({
      contents: "write",
      issues: "read",
    });
    expect(read("{}")).toEqual({});
    expect(readPermissions(undefined)).toBeUndefined();
  });

  test("knows the words for everything", () => {
    expect(read("read-all")).toMatchObject({ contents: "read", models: "read" });
    expect(read("read-all")?.["id-token"]).toBeUndefined();
    expect(read("write-all")).toMatchObject({ contents: "write", models: "read", "id-token": "write" });
  });

  test("grants everything the parser has a key for", () => {
    for (const key of Object.keys(read("write-all") ?? {})) {
      const level = read("write-all")?.[key] ?? "none";
      expect(read(`{ ${key}: ${level} }`)).toEqual({ [key]: level });
    }
  });
});

describe("describeExcess", () => {
  test("is silent inside the limits", () => {
    expect(describeExcess({ contents: "read", issues: "none" }, { contents: "write" })).toBeUndefined();
  });

  test("names each key with both levels", () => {
    expect(describeExcess({ contents: "write", issues: "read" }, { contents: "read" })).toEqual({
      requested: "contents: write, issues: read",
      allowed: "contents: read, issues: none",
    });
  });
});
