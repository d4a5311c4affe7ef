/** Looks at everything that is asked of an embedded GitHub, and keeps what differs from GitHub's. */
import type { EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import type { Exchange } from "../../src/embedded-github/http/exchange.ts";
import { operationOf } from "../../scripts/contracts/served-operations.ts";
import { CONTRACT_EXCEPTIONS } from "./github-contract-exceptions.ts";
import { fieldsAsked, operationAsked, graphqlDifferences } from "./github-contract-graphql.ts";
import { restDifferences } from "./github-contract.ts";

/**
 * It keeps what it sees and judges when somebody asks, so that tests which measure time, or race with
 * an app, do not wait for it.
 */
export class ContractWatch {
  readonly #unjudged: string[] = [];
  readonly #differences = new Map<string, number>();
  readonly #met = new Set<string>();
  readonly #fields = new Set<string>();
  readonly #queries = new Set<string>();
  #exchanges = 0;

  /** The exchange as it is now: what it speaks of may change. */
  look(exchange: Exchange): void {
    this.#exchanges += 1;
    this.#unjudged.push(JSON.stringify(exchange));
  }

  #judgeAll(): void {
    for (const text of this.#unjudged.splice(0)) this.#judge(recorded(text));
  }

  #judge(exchange: Exchange): void {
    for (const text of allDifferences(exchange)) {
      this.#differences.set(text, (this.#differences.get(text) ?? 0) + 1);
    }
    if (exchange.isInjected) return;
    const operation = operationOf({ method: exchange.method, path: exchange.route });
    this.#met.add(`${operation} ${exchange.status}`);
    if (isGraphql(exchange) && graphqlDifferences(exchange).length === 0 && hasData(exchange)) {
      for (const field of fieldsAsked(exchange)) this.#fields.add(field);
      this.#queries.add(operationAsked(exchange));
    }
  }

  get exchanges(): number {
    return this.#exchanges;
  }

  /** `GET /repos/{owner}/{repo} 200`: each operation with each status that came. */
  get met(): ReadonlySet<string> {
    this.#judgeAll();
    return this.#met;
  }

  /** Fields of GraphQL types that somebody asked for. */
  get fields(): ReadonlySet<string> {
    this.#judgeAll();
    return this.#fields;
  }

  /** Names of GraphQL operations that were answered with data. */
  get queries(): ReadonlySet<string> {
    this.#judgeAll();
    return this.#queries;
  }

  /** What is not excepted, with how often it happened. */
  get differences(): readonly string[] {
    this.#judgeAll();
    const excepted = new Set(CONTRACT_EXCEPTIONS.map(({ difference }) => difference));
    return [...this.#differences]
      .filter(([text]) => !excepted.has(text))
      .map(([text, count]) => `${text} (${count} times)`)
      .toSorted();
  }

  /** Exceptions that something needed. */
  get used(): ReadonlySet<string> {
    this.#judgeAll();
    return new Set(this.#differences.keys());
  }
}

export function watchContract(github: Pick<EmbeddedGitHub, "requests">): ContractWatch {
  const watch = new ContractWatch();
  github.requests.observe((exchange) => watch.look(exchange));
  return watch;
}

/** What `JSON.stringify` made of an exchange; values that were undefined are absent now. */
export function recorded(text: string): Exchange {
  const exchange: Exchange = JSON.parse(text);
  return exchange;
}

/** Throws when something was not as GitHub describes it. */
export function requireContract({ differences }: ContractWatch): void {
  if (differences.length > 0) throw new Error(`not as GitHub describes it:\n${differences.join("\n")}`);
}

function isGraphql({ route }: Exchange): boolean {
  return route === "/graphql";
}

function hasData({ answered }: Exchange): boolean {
  return typeof answered === "object" && answered !== null && "data" in answered;
}

function allDifferences(exchange: Exchange): readonly string[] {
  return isGraphql(exchange) ? graphqlDifferences(exchange) : restDifferences(exchange);
}
