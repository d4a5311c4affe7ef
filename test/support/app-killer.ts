/**
 * Kills the app with SIGKILL at exact moments, right before or right after one of its requests takes
 * effect, and starts it again. Whatever GitHub tells meanwhile is lost, as it is in a real crash.
 */
import type { Arrival, FaultEffect } from "../../src/embedded-github/faults/fault.ts";
import type { RequestRecord } from "../../src/embedded-github/http/route-log.ts";
import type { TestStage } from "./e2e-stage.ts";

export type Moment = "before" | "after";

/** One request of the app during which it dies. */
export interface KillPoint {
  readonly route: string;
  readonly at: Moment;
  readonly holding?: string;
  /** Requests of the route that pass first. */
  readonly skip?: number;
}

export interface Kill {
  readonly route: string;
  readonly at: Moment;
  /** Epoch milliseconds. */
  diedAt: number;
  /** When the app listened again. */
  upAt: number;
}

export interface Recovery {
  readonly where: string;
  /** From the death until the app listens again. */
  readonly awayMs: number;
  /** From the death until the next effect; undefined when nothing was left to do. */
  readonly effectMs: number | undefined;
}

export function isAppWrite(arrival: Arrival): boolean {
  const { route, who } = arrival;
  if (who !== "installation" || route.startsWith("GET ")) return false;
  return !route.startsWith("graphql ") || arrival.text().includes('"query":"mutation');
}

const MUTATIONS = ["graphql CommitOnBranch", "graphql ConvertToDraft"];

function isWriteRecord({ method, who, route }: RequestRecord): boolean {
  const isGraphql = route.startsWith("graphql ");
  return who === "installation" && (isGraphql ? MUTATIONS.includes(route) : method !== "GET");
}

export class AppKiller {
  readonly #stage: TestStage;
  readonly #kills: Kill[] = [];
  #restarted: Promise<void> = Promise.resolve();

  constructor(stage: TestStage) {
    this.#stage = stage;
  }

  get kills(): readonly Kill[] {
    return this.#kills;
  }

  /** Each is met once. Points of one route are met in their order. */
  plan(points: readonly KillPoint[]): void {
    for (const { at, ...where } of points) {
      this.#stage.github.faults.add({
        ...where,
        who: "installation",
        effect: this.#killing(where.route, at),
      });
    }
  }

  /** Asks about every write of the app whether it dies there, and when. Returns what ends it. */
  killWhere(choose: () => Moment | undefined): () => void {
    return this.#stage.github.faults.addRule({
      name: "kill",
      decide: (arrival) => {
        const at = isAppWrite(arrival) ? choose() : undefined;
        return at && this.#killing(arrival.route, at);
      },
    });
  }

  /** Resolves when the app that was killed last is up again; to be waited for before the stage is closed. */
  async restarted(): Promise<void> {
    await this.#restarted;
  }

  /** For each death: how long the app was away, and how long until it did something again. */
  recoveries(): readonly Recovery[] {
    const writes = this.#stage.github.requests.all.filter(isWriteRecord).map(({ at }) => Date.parse(at));
    return this.#kills.map(({ route, at, diedAt, upAt }) => {
      const next = writes.find((time) => time >= upAt);
      const effectMs = next === undefined ? undefined : next - diedAt;
      return { where: `${at} ${route}`, awayMs: upAt - diedAt, effectMs };
    });
  }

  /** For people who read along. */
  report(): string {
    const lines = this.recoveries().map(({ where, awayMs, effectMs }) => {
      return `  died ${where}: up after ${awayMs} ms, next effect after ${effectMs ?? "-"} ms`;
    });
    return lines.join("\n");
  }

  #killing(route: string, at: Moment): FaultEffect {
    return { kind: "interrupt", at, call: () => this.#kill({ route, at }) };
  }

  #kill(where: Pick<Kill, "route" | "at">): Promise<void> {
    const kill: Kill = { ...where, diedAt: Number.NaN, upAt: Number.NaN };
    this.#kills.push(kill);
    const { app } = this.#stage;
    const died = this.#restarted.then(async () => {
      await app.kill();
      kill.diedAt = Date.now();
    });
    this.#restarted = died.then(async () => {
      await app.restart();
      kill.upAt = Date.now();
    });
    return died;
  }
}
