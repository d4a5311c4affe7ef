import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isObjectType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCHEMA } from "../../../src/embedded-github/graphql/schema.ts";
import { AT, endSmallWorld, NAME, type SmallWorld, startSmallWorld } from "../embedded-github/small-world.ts";

/** What the fields take that take something. */
function argumentsOf(field: string, facts: Facts): string {
  const given: Readonly<Record<string, string>> = {
    "Query.repository": `(owner: "${AT.owner}", name: "${AT.repo}", followRenames: false)`,
    "Query.node": `(id: "${facts.pullRequestId}")`,
    "Query.rateLimit": "(dryRun: true)",
    "Repository.ref": '(qualifiedName: "refs/heads/main")',
    "Repository.refs": '(refPrefix: "refs/heads/", first: 5)',
    "Repository.object": '(expression: "main")',
    "Repository.pullRequest": `(number: ${facts.pullRequest})`,
    "Repository.pullRequests": "(first: 5, states: [OPEN], orderBy: { field: UPDATED_AT, direction: DESC })",
    "Repository.issue": `(number: ${facts.issue})`,
  };
  const isPaged = /^(?:Commit\.parents|PullRequest\.(?:commits|files|reviews)|Issue\.comments)$/u.test(field);
  return given[field] ?? (isPaged ? "(first: 5)" : "");
}

interface Facts {
  readonly issue: number;
  readonly pullRequest: number;
  readonly pullRequestId: string;
}

/** Every field of every type that a query can reach, each type once. */
class WholeQuery {
  readonly #facts: Facts;
  readonly #seen = new Set<string>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  text(type: GraphQLObjectType): string {
    this.#seen.add(type.name);
    const fields = Object.values(type.getFields()).map((field) => {
      const name = `${type.name}.${field.name}`;
      return `${this.#alias(type.name, field.name)}${argumentsOf(name, this.#facts)}${this.#below(field.type)}`;
    });
    return `{ ${fields.join(" ")} }`;
  }

  /** Types of one interface may have fields of one name with different types. */
  #alias(type: string, field: string): string {
    return type === "Query" || type === "Mutation" ? field : `${type}_${field}: ${field}`;
  }

  #below(output: GraphQLOutputType): string {
    const type = getNamedType(output);
    if (isObjectType(type)) return this.#seen.has(type.name) ? " { __typename }" : ` ${this.text(type)}`;
    if (!isAbstractType(type)) return "";
    const parts = SCHEMA.getPossibleTypes(type)
      .filter(({ name }) => !this.#seen.has(name) && name !== "Query")
      .map((possible) => `... on ${possible.name} ${this.text(possible)}`);
    return ` { __typename ${parts.join(" ")} }`;
  }
}

describe("every field of the embedded GitHub's GraphQL", () => {
  let small: SmallWorld;
  let facts: Facts;

  beforeAll(async () => {
    small = await startSmallWorld();
    const { world } = small.github;
    const issue = world.openIssue(NAME, { title: "Plant", body: "", by: "maria" });
    world.comment(NAME, issue, { body: "yes", by: "maria" });
    const main = (await small.repository.git.resolve("refs/heads/main")) ?? "";
    await small.maria.rest.git.createRef({ ...AT, ref: "refs/heads/plum", sha: main });
    const files = new Map([["plum.txt", "plum\n"]]);
    await world.commitFiles(NAME, { branch: "plum", files, message: "plum", by: "maria" });
    const { data } = await small.maria.rest.pulls.create({
      ...AT,
      title: "Plum",
      head: "plum",
      base: "main",
    });
    await small.asInstallation.rest.pulls.createReview({
      ...AT,
      pull_number: data.number,
      event: "COMMENT",
      body: "!",
    });
    facts = { issue, pullRequest: data.number, pullRequestId: data.node_id };
  });

  afterAll(() => endSmallWorld(small));

  async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { data } = await small.maria.request("POST /graphql", { query, variables });
    return data;
  }

  function served(): readonly string[] {
    return Object.values(SCHEMA.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
      .flatMap((type) =>
        isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
      );
  }

  it("is answered as its type says, and is GitHub's", async () => {
    const query = SCHEMA.getQueryType();
    if (!query) throw new Error("the schema has no queries");
    const whole = new WholeQuery(facts);
    expect(await ask(`query Everything ${whole.text(query)}`)).not.toHaveProperty("errors");

    const head = (await small.repository.git.resolve("refs/heads/main")) ?? "";
    const commit = {
      clientMutationId: "1",
      branch: { repositoryNameWithOwner: NAME, branchName: "main" },
      expectedHeadOid: head,
      message: { headline: "more" },
      fileChanges: { additions: [{ path: "more.txt", contents: "bW9yZQo=" }] },
    };
    const pull = { clientMutationId: "2", pullRequestId: facts.pullRequestId };
    for (const [name, input, field] of [
      ["createCommitOnBranch", commit, "commit { oid } ref { name }"],
      ["convertPullRequestToDraft", pull, "pullRequest { isDraft }"],
      ["markPullRequestReadyForReview", pull, "pullRequest { isDraft }"],
    ] as const) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const text = `mutation Do($input: ${type}!) { ${name}(input: $input) { clientMutationId ${field} } }`;
      expect(await ask(text, { input })).not.toHaveProperty("errors");
    }

    expect(served().length).toBeGreaterThan(150);
    expect(served().filter((field) => !small.contract.fields.has(field))).toEqual([]);
    expect(small.contract.differences).toEqual([]);
  });

  it("of a pull request is the same by its id as by its number", async () => {
    const fields = "number headRefName headRefOid isDraft";
    const { data } = (await ask(
      `query Both($id: ID!, $number: Int!) {
        node(id: $id) { ... on PullRequest { ${fields} } }
        repository(owner: "${AT.owner}", name: "${AT.repo}") { pullRequest(number: $number) { ${fields} } }
      }`,
      { id: facts.pullRequestId, number: facts.pullRequest },
    )) as { data: { node: unknown; repository: { pullRequest: unknown } } };

    expect(data.node).toEqual(data.repository.pullRequest);
  });
});
