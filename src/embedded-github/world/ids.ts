/** One sequence for every kind of thing, so that an id of the wrong kind is never right by chance. */
export class Ids {
  #last = 1_000_000;

  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

/** GitHub's opaque ids, as GraphQL takes them back. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_kwDO${Buffer.from(String(id)).toString("base64url")}`;
}
