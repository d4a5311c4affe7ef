import { describe, expect, test } from "vitest";
import { readFromRoot } from "../support/source-files.ts";

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly resolved?: string; readonly hasInstallScript?: boolean; readonly optional?: boolean }
    >
  >;
}

const MANIFEST = JSON.parse(readFromRoot("package.json")) as {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly overrides: Record<string, string>;
};
const LOCK = JSON.parse(readFromRoot("package-lock.json")) as Lock;

function inexact(versions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(versions)
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version))
    .map(([name, version]) => `${name}@${version}`);
}

describe("dependencies", () => {
  test("are pinned to exact versions", () => {
    expect(inexact(MANIFEST.dependencies)).toEqual([]);
    expect(inexact(MANIFEST.devDependencies)).toEqual([]);
    expect(inexact(MANIFEST.overrides)).toEqual([]);
    expect(inexact({ a: "^1.0.0", b: "1.x", c: "latest" })).toHaveLength(3);
  });

  test("are locked without download addresses", () => {
    const addresses = Object.values(LOCK.packages).filter((entry) => entry.resolved !== undefined);

    expect(Object.keys(LOCK.packages).length).toBeGreaterThan(100);
    expect(addresses).toEqual([]);
    expect(readFromRoot(".npmrc")).toContain("omit-lockfile-registry-resolved=true");
  });

  test("run no install script except those that are known to fetch nothing", () => {
    const scripted = Object.entries(LOCK.packages)
      .filter(([, entry]) => entry.hasInstallScript && !entry.optional)
      .map(([path]) => path.replace(/^.*node_modules\//u, ""));

    // esbuild's script only checks the binary that its package already holds.
    expect(scripted).toEqual(["esbuild"]);
  });
});
