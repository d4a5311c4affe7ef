/** Artifacts of runs: records here, contents as files. Names are unique per run until deleted. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ids } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import type { RunRecord } from "../workflow-run.ts";

export interface Artifact {
  readonly id: number;
  readonly run: RunRecord;
  readonly jobId: number;
  readonly name: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly mimeType: string;
  /** Present once the upload was finalized; only then the artifact exists for readers. */
  content: { readonly sizeBytes: number; readonly digest: string } | undefined;
}

export interface NewArtifact {
  readonly run: RunRecord;
  readonly jobId: number;
  readonly name: string;
  readonly expiresAt: string | undefined;
  readonly mimeType: string;
}

interface Surroundings {
  readonly folder: string;
  readonly ids: Ids;
  readonly now: () => string;
}

const RETENTION_MS = 90 * 24 * 3_600_000;

export class Artifacts {
  readonly #around: Surroundings;
  readonly #artifacts = new Map<number, Artifact>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async create(order: NewArtifact): Promise<Artifact> {
    if (this.ofRun(order.run).some((one) => one.name === order.name)) {
      throw new Refusal(
        "conflict",
        `an artifact with this name already exists on the workflow run: ${order.name}`,
      );
    }
    this.#dropUnfinished(order);
    const createdAt = this.#around.now();
    const artifact: Artifact = {
      ...order,
      id: this.#around.ids.next(),
      createdAt,
      expiresAt: order.expiresAt ?? new Date(Date.parse(createdAt) + RETENTION_MS).toISOString(),
      content: undefined,
    };
    this.#artifacts.set(artifact.id, artifact);
    await mkdir(this.#blocks(artifact), { recursive: true });
    return artifact;
  }

  find(id: number): Artifact | undefined {
    return this.#artifacts.get(id);
  }

  /** Finalized ones, oldest first. */
  ofRun(run: RunRecord): readonly Artifact[] {
    return [...this.#artifacts.values()].filter((one) => one.run.id === run.id && one.content !== undefined);
  }

  pending(run: RunRecord, name: string): Artifact | undefined {
    const open = [...this.#artifacts.values()].filter(
      (one) => one.run.id === run.id && one.content === undefined,
    );
    return open.find((one) => one.name === name);
  }

  async putBlock(artifact: Artifact, block: string, bytes: Uint8Array): Promise<void> {
    await writeFile(join(this.#blocks(artifact), blockFile(block)), bytes);
  }

  /** Joins uploaded blocks in the given order. */
  async commitBlocks(artifact: Artifact, blocks: readonly string[]): Promise<void> {
    const file = await open(this.path(artifact), "w");
    try {
      for (const block of blocks) {
        await file.writeFile(await readFile(join(this.#blocks(artifact), blockFile(block))));
      }
    } finally {
      await file.close();
    }
    await rm(this.#blocks(artifact), { recursive: true, force: true });
  }

  async putWhole(artifact: Artifact, bytes: Uint8Array): Promise<void> {
    await writeFile(this.path(artifact), bytes);
  }

  /** Closes an upload; the stored digest is of what really arrived. */
  async finalize(artifact: Artifact, claimed: { readonly sizeBytes: number }): Promise<void> {
    const { size } = await stat(this.path(artifact)).catch(() => ({ size: -1 }));
    if (size !== claimed.sizeBytes) {
      throw new Refusal("invalid", `artifact ${artifact.name} has ${size} bytes, not ${claimed.sizeBytes}`);
    }
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(this.path(artifact))) hash.update(Buffer.from(chunk));
    artifact.content = { sizeBytes: size, digest: `sha256:${hash.digest("hex")}` };
  }

  async remove(artifact: Artifact): Promise<void> {
    this.#artifacts.delete(artifact.id);
    await rm(this.path(artifact), { force: true });
  }

  path(artifact: Artifact): string {
    return join(this.#around.folder, `${artifact.id}.bin`);
  }

  #dropUnfinished(order: NewArtifact): void {
    const pending = this.pending(order.run, order.name);
    if (pending) this.#artifacts.delete(pending.id);
  }

  #blocks(artifact: Artifact): string {
    return join(this.#around.folder, `${artifact.id}.blocks`);
  }
}

/** Block ids come from outside; a hash of them is a harmless file name. */
function blockFile(block: string): string {
  return createHash("sha256").update(block).digest("hex");
}
