import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Crypto } from "../../operations/ports.ts";

/** `key` signs the markers of comments: whoever has another one does not know them as its own. */
export function createCrypto(key: Uint8Array): Crypto {
  return {
    digest: (text) => `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`,
    sign: (text) => createHmac("sha256", key).update(text).digest("hex").slice(0, 32),
    nonces: (count) => Array.from({ length: count }, () => randomBytes(6).toString("hex")),
  };
}

/** A key of its own, so that what it signs says nothing about the secret it comes from. */
export function keyFrom(secret: string): Uint8Array {
  return createHmac("sha256", secret).update("batch-stories marker").digest();
}

/** For a process that signs nothing that another one has to recognise. */
export function passingKey(): Uint8Array {
  return randomBytes(32);
}
