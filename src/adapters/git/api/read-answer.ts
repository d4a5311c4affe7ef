import type { z } from "zod";
import { Failure } from "../../../operations/failure.ts";

export function readAnswer<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Failure(`GitHub's answer about ${what} cannot be read.`, {
    code: "unexpected-answer",
    retryable: false,
    cause: parsed.error,
  });
}
