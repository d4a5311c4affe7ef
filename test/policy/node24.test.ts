import { describe, expect, test } from "vitest";
import { integrityOf, NODE24_PACKAGES, node24PackageFor } from "../../scripts/node24/node24-package.ts";
import { readFromRoot } from "../support/source-files.ts";

describe("Node 24", () => {
  test.each(Object.entries(NODE24_PACKAGES))(
    "is pinned to one version and its bytes for %s",
    (_for, pinned) => {
      expect(pinned.version).toMatch(/^24\.\d+\.\d+$/u);
      expect(pinned.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/u);
    },
  );

  test("is the runtime that the action names", () => {
    expect(readFromRoot("action.yml")).toMatch(/^\s*using: node24$/mu);
  });

  test("is no dependency, for npm would run every script with it", () => {
    const lockfile = readFromRoot("package-lock.json");
    const names = ["node", ...Object.values(NODE24_PACKAGES).map(({ name }) => name)];

    expect(names.filter((name) => lockfile.includes(`"node_modules/${name}"`))).toEqual([]);
  });

  test("is never committed", () => {
    expect(readFromRoot(".gitignore").split("\n")).toContain(".node24/");
  });

  test("is refused for a computer that no package is for, by a message that says what to do", () => {
    expect(() => node24PackageFor("win32", "x64")).toThrow(
      "No npm package holds Node 24 for win32-x64 (there are linux-x64, linux-arm64, darwin-x64, darwin-arm64). Install Node 24 yourself and start npm with it.",
    );
  });

  test("has its bytes compared as npm writes them", () => {
    expect(integrityOf(new TextEncoder().encode("node"))).toBe(
      "sha512-GDjjPPdoyvYprfEf/0UGB28Qnt95i2sUqeTFirVatiCY0dgsPQg9dp1f/LluvwaIVydtS0kPw2AFs43WFC6+Pg==",
    );
  });
});
