/** `@login`, `#12`, `owner/name#12` and commits become links where what they name exists. */
import type { Repository } from "../../world/repository.ts";
import type { World } from "../../world/world.ts";
import { commitAddress, issueAddress, pullAddress } from "../addresses.ts";
import { element, replaceTexts, text, type Node, type Root } from "./tree.ts";

const REFERENCE =
  /(?<![\w/@#&.-])(?:@(?<login>[a-z\d][a-z\d-]{0,38})(?![\w/])|(?<other>[\w.-]{1,39}\/[\w.-]{1,100})?#(?<number>\d{1,9})(?!\w)|(?<sha>[0-9a-f]{7,40})(?!\w))/giu;
const COMMIT = /(?<!\w)[0-9a-f]{7,40}(?!\w)/gu;

/** Each costs a question to git. */
const MOST_COMMITS = 60;

const OUTSIDE: ReadonlySet<string> = new Set(["a", "code", "pre", "svg"]);

export interface Surroundings {
  readonly world: World;
  readonly repository: Repository;
}

/** Commits that a text seems to name and that exist, by the words that name them. */
export async function commitsIn(
  markdown: string,
  repository: Repository,
): Promise<ReadonlyMap<string, string>> {
  const words = new Set<string>();
  for (const [word] of markdown.matchAll(COMMIT)) {
    words.add(word);
    if (words.size === MOST_COMMITS) break;
  }
  const found = new Map<string, string>();
  for (const word of words) {
    const sha = await repository.git.resolve(`${word}^{commit}`);
    if (sha !== undefined) found.set(word, sha);
  }
  return found;
}

export function linkReferences(tree: Root, around: Surroundings, commits: ReadonlyMap<string, string>): void {
  replaceTexts(tree, OUTSIDE, (words) => {
    const nodes: Node[] = [];
    let at = 0;
    for (const match of words.matchAll(REFERENCE)) {
      const link = linkOf(match, around, commits);
      if (!link) continue;
      nodes.push(text(words.slice(at, match.index)), link);
      at = match.index + match[0].length;
    }
    nodes.push(text(words.slice(at)));
    return nodes;
  });
}

function linkOf(
  match: RegExpExecArray,
  around: Surroundings,
  commits: ReadonlyMap<string, string>,
): Node | undefined {
  const { login, other, number, sha } = match.groups ?? {};
  if (login !== undefined) return mention(login, around);
  if (number !== undefined) return numberLink(match[0], { other, number: Number(number) }, around);
  const commit = sha === undefined ? undefined : commits.get(sha);
  return commit === undefined ? undefined : commitLink(commit, around.repository);
}

/** These pages show no people, so a mention is only set off. */
function mention(login: string, { world }: Surroundings): Node | undefined {
  const account = world.accounts.find(login);
  return account && element("strong", { className: ["mention"] }, [text(`@${account.login}`)]);
}

function numberLink(
  words: string,
  named: { readonly other: string | undefined; readonly number: number },
  { world, repository }: Surroundings,
): Node | undefined {
  const target = named.other === undefined ? repository : world.repositories.find(named.other);
  const issue = target && world.issues.find(target, named.number);
  if (!issue) return undefined;
  const { number, isPullRequest, title } = issue;
  const href = isPullRequest ? pullAddress(target, number) : issueAddress(target, number);
  return element("a", { href, title }, [text(words)]);
}

export function commitLink(sha: string, repository: Repository): Node {
  return element("a", { href: commitAddress(repository, sha) }, [
    element("code", {}, [text(sha.slice(0, 7))]),
  ]);
}
