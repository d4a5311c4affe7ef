/**
 * The one place where refs move through the API: it checks who may push where, swaps the ref only
 * if it still has the expected value, and tells what changed. Pushes through git use the same
 * checks (in a hook) and the same telling.
 */
import { ZERO_SHA } from "../../git/git-object.ts";
import { isAncestor, newlyTouched } from "../../git/history.ts";
import type { Actor } from "../identity/account.ts";
import type { Events, RefUpdate } from "../events.ts";
import { Refusal } from "../refusal.ts";
import type { Repository } from "../repository.ts";

export interface Pusher {
  readonly actor: Actor;
  readonly mayChangeWorkflows: boolean;
}

export interface RefChange {
  /** `refs/heads/main` */
  readonly ref: string;
  /** ZERO_SHA creates. */
  readonly from: string;
  /** ZERO_SHA deletes. */
  readonly to: string;
  /** Every path the new commits touch, where that is known; otherwise git is asked. */
  readonly paths?: readonly string[];
}

/** Runs inside the repository's write queue, after a push was told. */
export type AfterPush = (repository: Repository, update: RefUpdate, actor: Actor) => Promise<void>;

interface Surroundings {
  readonly events: Events;
  readonly now: () => string;
}

export const WORKFLOW_FOLDER = ".github/workflows";

export class Branches {
  readonly #around: Surroundings;
  readonly #afterPush: AfterPush[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  afterPush(follow: AfterPush): void {
    this.#afterPush.push(follow);
  }

  /** Branches of the repository the actor may not push to. */
  closedTo(repository: Repository, actor: Actor): readonly string[] {
    return [...repository.protectedBranches]
      .filter(([, allowed]) => !allowed.has(actor.account.login))
      .map(([branch]) => branch);
  }

  create(
    repository: Repository,
    change: { readonly ref: string; readonly to: string },
    pusher: Pusher,
  ): Promise<void> {
    return repository.git.writes.run(async () => {
      if (!/^refs\/.+\/.+/u.test(change.ref) || !(await repository.git.isValidRef(change.ref))) {
        throw new Refusal("invalid", "Reference name is not valid");
      }
      if (!(await repository.git.resolve(`${change.to}^{object}`)))
        throw new Refusal("invalid", "Object does not exist");
      if (await repository.git.resolve(change.ref)) throw new Refusal("invalid", "Reference already exists");
      const moved = await this.swap(repository, { ...change, from: ZERO_SHA }, pusher);
      if (!moved) throw new Refusal("invalid", "Reference already exists");
    });
  }

  update(
    repository: Repository,
    change: { readonly ref: string; readonly to: string; readonly force: boolean },
    pusher: Pusher,
  ): Promise<void> {
    return repository.git.writes.run(async () => {
      const from = await repository.git.resolve(change.ref);
      if (from === undefined) throw new Refusal("invalid", "Reference does not exist");
      if (!(await repository.git.resolve(`${change.to}^{object}`)))
        throw new Refusal("invalid", "Object does not exist");
      if (!change.force && !(await isAncestor(repository.git, from, change.to))) {
        throw new Refusal("invalid", "Update is not a fast forward");
      }
      const moved = await this.swap(repository, { ref: change.ref, from, to: change.to }, pusher);
      if (!moved) throw new Refusal("invalid", "Update is not a fast forward");
    });
  }

  remove(repository: Repository, ref: string, pusher: Pusher): Promise<void> {
    return repository.git.writes.run(async () => {
      const from = await repository.git.resolve(ref);
      if (from === undefined) throw new Refusal("invalid", "Reference does not exist");
      await this.swap(repository, { ref, from, to: ZERO_SHA }, pusher);
    });
  }

  /** Compare and swap; the caller holds the repository's write queue. False: the ref has moved. */
  async swap(repository: Repository, change: RefChange, pusher: Pusher): Promise<boolean> {
    await this.#check(repository, change, pusher);
    if (change.from === change.to) return true;
    const moved = await repository.git.swapRef(change.ref, change.from, change.to);
    if (moved) {
      const update = { ref: change.ref, before: change.from, after: change.to };
      await this.tell(repository, update, pusher.actor);
    }
    return moved;
  }

  /** For refs that have moved already; the caller holds the repository's write queue. */
  async tell(repository: Repository, update: RefUpdate, actor: Actor): Promise<void> {
    repository.pushedAt = this.#around.now();
    this.#around.events.tell({ kind: "push", repository, update, actor });
    for (const follow of this.#afterPush) await follow(repository, update, actor);
  }

  async #check(repository: Repository, change: RefChange, pusher: Pusher): Promise<void> {
    const branch = change.ref.replace(/^refs\/heads\//u, "");
    if (this.closedTo(repository, pusher.actor).includes(branch)) {
      throw new Refusal(
        "protected",
        "You're not authorized to push to this branch. Changes must be made through a pull request.",
      );
    }
    if (pusher.mayChangeWorkflows || change.to === ZERO_SHA) return;
    const paths = change.paths ?? (await newlyTouched(repository.git, change.to, WORKFLOW_FOLDER));
    const touched = paths.find((path) => path.startsWith(`${WORKFLOW_FOLDER}/`));
    if (touched !== undefined) throw new Refusal("forbidden", workflowRefusal(touched));
  }
}

export function workflowRefusal(path: string): string {
  return `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
}
