import { z } from "zod";

/**
 * What agents say they used is hostile: sums of larger numbers would stop being exact, or finite,
 * and a state that holds one could never be read again.
 */
export const TOKENS_LIMIT = 1e12;
export const COST_USD_LIMIT = 1e9;

export const Tokens = z.number().int().min(0).max(TOKENS_LIMIT);
export const CostUsd = z.number().min(0).max(COST_USD_LIMIT);

export interface Spend {
  readonly costUsd: number;
  readonly tokens: number;
}

/** The sum of both, never above the limits. */
export function addSpend(one: Spend, other: Spend): Spend {
  return {
    costUsd: Math.min(COST_USD_LIMIT, one.costUsd + other.costUsd),
    tokens: Math.min(TOKENS_LIMIT, one.tokens + other.tokens),
  };
}
