import type { Judged } from "./score/score-rule.ts";

/** `{"owner/repo": [["keyA", "keyB"], …]}`: the pairs that are held apart. */
export function pairsFile(
  judged: readonly Judged[],
): Readonly<Record<string, readonly (readonly [string, string])[]>> {
  return Object.fromEntries(
    judged.map(({ repository, said }) => {
      const apart = repository.pairs.filter((_, place) => said[place] === true);
      const pairs = apart.map(({ one, other }): readonly [string, string] => [
        repository.stories[one]?.key ?? "",
        repository.stories[other]?.key ?? "",
      ]);
      return [repository.name, pairs];
    }),
  );
}
