/** The shapes of the artifact service, as the official client writes them: proto3 JSON with snake case. */
import { z } from "zod";

export const Scope = z.object({
  workflow_run_backend_id: z.string(),
  workflow_job_run_backend_id: z.string(),
});

/** 64-bit numbers travel as text. */
const Int64 = z.union([z.string().regex(/^\d+$/u), z.number().int().nonnegative()]).transform(Number);

export const CreateArtifact = Scope.extend({
  name: z.string().min(1),
  expires_at: z.string().optional(),
  mime_type: z.string().optional(),
});

export const FinalizeArtifact = Scope.extend({ name: z.string(), size: Int64, hash: z.string().optional() });

export const ListArtifacts = Scope.extend({
  name_filter: z.string().optional(),
  id_filter: Int64.optional(),
});

export const NamedArtifact = Scope.extend({ name: z.string() });
