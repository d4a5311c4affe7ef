/**
 * What goes wrong on purpose: "the next request of this route fails, loses its answer, is slow".
 * Each fault is used up; a test looks at `unused()` at its end, since a fault nobody met proves nothing.
 */
import type { Arrival, Fault, FaultEffect, FaultRule } from "./fault.ts";

interface Waiting {
  readonly fault: Fault;
  skip: number;
  left: number;
  readonly arrived: (() => void)[];
}

interface Ruling {
  readonly rule: FaultRule;
  isOver: boolean;
  hasRuled: boolean;
}

/** Longest wait at a barrier; a test that expected more requests should fail, not hang. */
const BARRIER_MS = 5000;

export class Faults {
  readonly #waiting: Waiting[] = [];
  readonly #rulings: Ruling[] = [];

  add(fault: Fault): void {
    const times = fault.effect.kind === "barrier" ? fault.effect.count : (fault.times ?? 1);
    this.#waiting.push({ fault, skip: fault.skip ?? 0, left: times, arrived: [] });
  }

  /** Asks the rule about everything that meets no planned fault. Returns what ends it. */
  addRule(rule: FaultRule): () => void {
    const ruling: Ruling = { rule, isOver: false, hasRuled: false };
    this.#rulings.push(ruling);
    return () => {
      ruling.isOver = true;
    };
  }

  /** Uses up one fault for a request of the route; waiting at delays and barriers happens inside. */
  async meet(arrival: Arrival): Promise<FaultEffect | undefined> {
    const next = this.#waiting.find((entry) => entry.left > 0 && isMeant(entry.fault, arrival));
    if (!next) return await carriedOut(this.#rule(arrival), undefined);
    if (next.skip > 0) {
      next.skip -= 1;
      return undefined;
    }
    next.left -= 1;
    return await carriedOut(next.fault.effect, next);
  }

  #rule(arrival: Arrival): FaultEffect | undefined {
    for (const ruling of this.#rulings) {
      const effect = ruling.isOver ? undefined : ruling.rule.decide(arrival);
      if (!effect) continue;
      ruling.hasRuled = true;
      return effect;
    }
    return undefined;
  }

  /** Faults that never met a request and rules that never spoke, in words. */
  unused(): readonly string[] {
    const left = this.#waiting.filter((entry) => entry.left > 0);
    const silent = this.#rulings.filter(({ hasRuled }) => !hasRuled);
    return [
      ...left.map(({ fault, left: count }) => `${fault.effect.kind} for ${fault.route} (${count} left)`),
      ...silent.map(({ rule }) => `rule "${rule.name}"`),
    ];
  }
}

function isMeant(fault: Fault, arrival: Arrival): boolean {
  if (fault.route !== arrival.route) return false;
  if (fault.who !== undefined && fault.who !== arrival.who) return false;
  return fault.holding === undefined || arrival.text().includes(fault.holding);
}

async function carriedOut(
  effect: FaultEffect | undefined,
  waiting: Waiting | undefined,
): Promise<FaultEffect | undefined> {
  if (effect?.kind === "delay") await new Promise((wake) => setTimeout(wake, effect.ms));
  if (effect?.kind === "barrier" && waiting) await arrive(waiting);
  return effect;
}

function arrive(barrier: Waiting): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, BARRIER_MS);
    barrier.arrived.push(() => {
      clearTimeout(timer);
      resolve();
    });
    if (barrier.left === 0) for (const release of barrier.arrived) release();
  });
}
