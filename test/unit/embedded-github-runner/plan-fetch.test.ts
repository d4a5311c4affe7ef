import { describe, expect, test } from "vitest";
import { planFetch } from "../../../src/embedded-github/runner/actions/plan-fetch.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const flags = ["--prune", "--no-recurse-submodules", "--no-tags"];

describe("planFetch", () => {
  test.each([
    {
      ref: "refs/heads/main",
      commit: SHA,
      refspecs: [`+${SHA}:refs/remotes/origin/main`],
      checkout: ["-B", "main", "refs/remotes/origin/main"],
    },
    {
      ref: "refs/heads/a/b",
      commit: "",
      refspecs: ["+refs/heads/a/b:refs/remotes/origin/a/b"],
      checkout: ["-B", "a/b", "refs/remotes/origin/a/b"],
    },
    {
      ref: "refs/tags/v1",
      commit: "",
      refspecs: ["+refs/tags/v1:refs/tags/v1"],
      checkout: ["--detach", "refs/tags/v1"],
    },
    {
      ref: "refs/pull/1/merge",
      commit: "",
      refspecs: ["+refs/pull/1/merge:refs/remotes/pull/1/merge"],
      checkout: ["--detach", "refs/remotes/pull/1/merge"],
    },
    { ref: SHA, commit: "", refspecs: [SHA], checkout: ["--detach", SHA] },
    {
      ref: "topic",
      commit: "",
      refspecs: ["+refs/heads/topic*:refs/remotes/origin/topic*", "+refs/tags/topic*:refs/tags/topic*"],
      checkout: ["-B", "topic", "refs/remotes/origin/topic"],
    },
  ])("fetches one commit of $ref", async ({ ref, commit, refspecs, checkout }) => {
    const plan = planFetch({ ref, commit, depth: 1, tags: false });

    expect(plan.fetches).toEqual([[...flags, "--depth=1", "origin", ...refspecs]]);
    expect(await plan.checkout(async () => true)).toEqual(checkout);
  });

  test("takes a plain name for a tag when there is no such branch, and gives up when there is neither", async () => {
    const plan = planFetch({ ref: "v1", commit: "", depth: 1, tags: false });

    expect(await plan.checkout(async (ref) => ref === "refs/tags/v1")).toEqual(["--detach", "refs/tags/v1"]);
    await expect(plan.checkout(async () => false)).rejects.toThrow(
      "A branch or tag with the name 'v1' could not be found",
    );
  });

  test("fetches everything with depth 0, and then the commit the run is about", () => {
    const plan = planFetch({ ref: "refs/heads/main", commit: SHA, depth: 0, tags: false });

    expect(plan.fetches).toEqual([
      [
        "--prune",
        "--no-recurse-submodules",
        "origin",
        "+refs/heads/*:refs/remotes/origin/*",
        "+refs/tags/*:refs/tags/*",
      ],
      ["--no-tags", "origin", `+${SHA}:refs/remotes/origin/main`],
    ]);
  });
});
