/**
 * Single files out of the npm packages in which GitHub's descriptions are published. They are no
 * dependencies: one unpacks to hundreds of megabytes, and only a slice of each is ever looked at.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** SHA-512 of each tarball, as npm writes it: a slice says exactly what it was cut from. */
export const CONTRACT_PACKAGES = {
  "@octokit/openapi@23.0.2":
    "sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
  "@octokit/openapi-webhooks@12.1.0":
    "sha512-Z5eDsLCUNbx1zHpZb1LNQirADqdMTvWJQ/deahi0ws+tWWnwHXB+Pr4jfmM9OrETS9Y5iW8ZRu1fdbudObhLrg==",
  "@octokit/graphql-schema@15.26.1":
    "sha512-RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
} as const;

export type ContractPackage = keyof typeof CONTRACT_PACKAGES;

const CACHE = fileURLToPath(new URL("../../.cache/contracts", import.meta.url));

/** The text of one file of a package; downloaded once, then read from the ignored `.cache/`. */
export async function fetchPackageFile(name: ContractPackage, path: string): Promise<string> {
  const kept = join(CACHE, name.replaceAll(/[^\w.-]+/gu, "-"), path.replaceAll("/", "-"));
  const known = await readFile(kept, "utf8").catch(() => undefined);
  if (known !== undefined) return known;
  const text = withTarball(name, (tarball) => extract(tarball, path));
  mkdirSync(join(kept, ".."), { recursive: true });
  writeFileSync(kept, text);
  return text;
}

function withTarball(name: ContractPackage, use: (tarball: string) => string): string {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "download-"));
  try {
    const words = ["pack", name, "--ignore-scripts", "--silent", "--pack-destination", folder];
    execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
    const [file] = readdirSync(folder).filter((entry) => entry.endsWith(".tgz"));
    if (file === undefined) throw new Error(`npm pack left no tarball of ${name}.`);
    requireIntegrity(name, readFileSync(join(folder, file)));
    return use(join(folder, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireIntegrity(name: ContractPackage, tarball: Uint8Array): void {
  const found = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  if (found === CONTRACT_PACKAGES[name]) return;
  throw new Error(
    `${name} is not the package that is pinned: expected ${CONTRACT_PACKAGES[name]}, got ${found}.`,
  );
}

/** Every npm tarball holds its files below `package/`. */
function extract(tarball: string, path: string): string {
  const words = ["-xzOf", tarball, `package/${path}`];
  return execFileSync("tar", words, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
}
