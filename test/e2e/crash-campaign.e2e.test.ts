/**
 * A whole sprint during which the app dies at writes that a seed chooses. More of them:
 * `BATCH_STORIES_CRASH_SEEDS=1-50 npx vitest run --project e2e test/e2e/crash-campaign.e2e.test.ts`;
 * a seed that failed is repeated by its number.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { AppKiller, type Moment } from "../support/app-killer.ts";
import { endingAfter, mergeUntilOver, ORCHARD_ENDING } from "../support/batch-ending.ts";
import { closeStage, openStage, orchardFiles, say } from "../support/e2e-stage.ts";
import { seededRandom, seedsOf } from "../support/seeded-random.ts";

const SEEDS = seedsOf(process.env["BATCH_STORIES_CRASH_SEEDS"], [20]);
const TIMEOUT_MS = 300_000;
const DEATHS = 8;
/** A batch of the orchard takes about 45 writes; the next death comes after 0 to 6 of them. */
const LONGEST_LIFE = 7;

/** Says at each write whether the app dies there. */
function fate(seed: number): () => Moment | undefined {
  const random = seededRandom(seed);
  let deaths = 0;
  let writesLeft = Math.floor(random() * LONGEST_LIFE);
  return () => {
    if (deaths >= DEATHS) return undefined;
    if (writesLeft > 0) {
      writesLeft -= 1;
      return undefined;
    }
    deaths += 1;
    writesLeft = Math.floor(random() * LONGEST_LIFE);
    return random() < 0.5 ? "before" : "after";
  };
}

describe("a sprint whose app dies again and again", () => {
  test.each(SEEDS)(
    "ends as one that was left alone (seed %i)",
    async (seed) => {
      const stage = await openStage({
        name: "orchard",
        files: await orchardFiles(),
        appEnvironment: { BATCH_STORIES_DISPATCH_GRACE_SECONDS: "4" },
      });
      const killer = new AppKiller(stage);
      onTestFinished(async () => {
        await killer.restarted();
        await closeStage(stage);
      });
      killer.killWhere(fate(seed));
      const said = say(stage, "/batch-stories");

      await mergeUntilOver(stage, said);
      expect(await endingAfter(stage, said, ORCHARD_ENDING)).toEqual(ORCHARD_ENDING);

      process.stdout.write(`seed ${seed}: the app died ${killer.kills.length} times\n${killer.report()}\n`);
      expect(killer.kills).toHaveLength(DEATHS);
    },
    TIMEOUT_MS,
  );
});
