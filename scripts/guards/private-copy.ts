import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * What git knows or would take in, copied to a temporary folder: violations are planted there and
 * never in the working tree, where somebody may be working.
 */
export interface PrivateCopy {
  readonly folder: string;
  remove(): void;
}

export function createPrivateCopy(root: string): PrivateCopy {
  const folder = mkdtempSync(join(tmpdir(), "break-guards-"));
  const options = { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    options,
  );
  for (const path of listed.split("\0")) {
    // Listed but gone: deleted in the working tree and not committed yet.
    if (path === "" || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
