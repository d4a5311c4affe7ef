import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { SourceCommit, StepDefinition } from "../workflow/workflow.ts";

/** What an action.yml says. */
export interface ActionDefinition {
  readonly inputs: readonly { readonly name: string; readonly default: TemplateToken | undefined }[];
  readonly runs: NodeRuns | CompositeRuns;
}

export interface NodeRuns {
  readonly kind: "node";
  /** The Node it is written for: `node24`. */
  readonly using: string;
  readonly main: string;
  readonly pre: string | undefined;
  readonly preIf: string;
  readonly post: string | undefined;
  readonly postIf: string;
}

export interface CompositeRuns {
  readonly kind: "composite";
  readonly steps: readonly StepDefinition[];
  readonly outputs: readonly { readonly name: string; readonly value: TemplateToken }[];
}

/** An action's files on this runner. */
export interface FoundAction {
  readonly kind: "files";
  readonly definition: ActionDefinition;
  /** Path of its action.yml, for messages. */
  readonly file: string;
  readonly folder: string;
  /** What `$/` means inside it. */
  readonly home: SourceCommit;
  /** `github.action_repository` and `action_ref`; empty for actions of the workspace. */
  readonly repository: string;
  readonly ref: string;
}
