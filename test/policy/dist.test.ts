import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/source-files.ts";

test("the committed bundle is what its sources give, byte for byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "dist-"));
  try {
    const built = spawnSync(
      process.execPath,
      ["node_modules/rolldown/bin/cli.mjs", "-c", "rolldown.config.ts", "--dir", folder],
      { cwd: ROOT, encoding: "utf8" },
    );
    if (built.status !== 0) throw new Error(`the bundle cannot be built: ${built.stderr}`);
    const names = readdirSync(folder).toSorted();

    expect(names).toEqual(["action.js"]);
    expect(readdirSync(join(ROOT, "dist")).toSorted()).toEqual(names);
    const same = readFileSync(join(folder, "action.js")).equals(readFileSync(join(ROOT, "dist/action.js")));
    // When this fails, dist/action.js is older than its sources: run `npm run build`.
    expect(same).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the bundle needs nothing installed beside it", () => {
  const folder = mkdtempSync(join(tmpdir(), "alone-"));
  try {
    const started = spawnSync(process.execPath, [join(ROOT, "dist/action.js"), "scripted-agent"], {
      cwd: folder,
      encoding: "utf8",
      input: "{}",
      env: {},
    });

    expect(started.stderr).toContain("protocol");
    expect(started.status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a step that is called wrongly ends in one annotation without a stack", () => {
  const started = spawnSync(process.execPath, [join(ROOT, "dist/action.js")], {
    encoding: "utf8",
    env: { INPUT_MODE: "dance" },
  });

  expect(started.status).toBe(1);
  expect(started.stdout).toMatch(
    /^::error title=dance failed::There is no mode `dance`\. Modes: plan, open, /u,
  );
  expect(started.stderr).toBe("");
});
