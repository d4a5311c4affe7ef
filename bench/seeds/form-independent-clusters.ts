/** `form_independent_clusters` of the first rules, line by line: groups without conflict, the largest first. */
export function formIndependentClusters<T>(
  stories: readonly T[],
  storiesConflict: (a: T, b: T) => boolean,
): readonly (readonly T[])[] {
  const clusters: (readonly T[])[] = [];
  let remaining = stories;
  while (remaining.length > 0) {
    const cluster: T[] = [];
    const left: T[] = [];
    for (const story of remaining) {
      const conflictsWithCluster = cluster.some((clusterStory) => storiesConflict(story, clusterStory));
      (conflictsWithCluster ? left : cluster).push(story);
    }
    clusters.push(cluster);
    remaining = left;
  }
  return clusters.toSorted((a, b) => b.length - a.length);
}
