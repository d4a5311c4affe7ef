/** A workflow file as the runner needs it: read once, evaluated many times. */
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { Permissions } from "../runner-host.ts";

/** A commit of a repository: what `./` and `$/` mean inside its files. */
export interface SourceCommit {
  readonly repository: string;
  readonly sha: string;
}

/** Where a workflow file comes from; `ref` as it was asked for. */
export interface WorkflowSource extends SourceCommit {
  readonly path: string;
  readonly ref: string;
}

export interface InputDefinition {
  readonly name: string;
  readonly type: "string" | "boolean" | "number" | "choice" | "environment";
  readonly required: boolean;
  readonly default: TemplateToken | undefined;
}

export interface CallInterface {
  readonly inputs: readonly InputDefinition[];
  readonly secrets: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly value: TemplateToken }[];
}

export interface RunDefaults {
  readonly shell: TemplateToken | undefined;
  readonly workingDirectory: TemplateToken | undefined;
}

export interface StepDefinition {
  readonly id: string;
  readonly name: TemplateToken | undefined;
  /** Never without a status function: the parser adds `success()`. */
  readonly condition: string;
  readonly env: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly work: RunWork | UsesWork;
}

export interface RunWork {
  readonly kind: "run";
  readonly script: TemplateToken;
  readonly shell: TemplateToken | undefined;
  readonly workingDirectory: TemplateToken | undefined;
}

export interface UsesWork {
  readonly kind: "uses";
  readonly uses: string;
  readonly with: TemplateToken | undefined;
}

interface JobDefinitionBase {
  readonly id: string;
  readonly token: TemplateToken;
  readonly name: TemplateToken | undefined;
  readonly needs: readonly string[];
  readonly condition: string;
  readonly strategy: MappingToken | undefined;
  readonly permissions: Permissions | undefined;
  readonly concurrency: TemplateToken | undefined;
}

export interface StepsJobDefinition extends JobDefinitionBase {
  readonly kind: "steps";
  readonly env: TemplateToken | undefined;
  readonly defaults: RunDefaults;
  readonly outputs: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly steps: readonly StepDefinition[];
  /** A key this runner cannot honour, and must not pass over. */
  readonly unsupported: string | undefined;
}

export interface CallJobDefinition extends JobDefinitionBase {
  readonly kind: "call";
  readonly uses: string;
  readonly with: TemplateToken | undefined;
  readonly secrets: "inherit" | TemplateToken | undefined;
}

export type JobDefinition = StepsJobDefinition | CallJobDefinition;

export interface Workflow {
  readonly source: WorkflowSource;
  readonly name: string;
  readonly runName: TemplateToken | undefined;
  readonly dispatchInputs: readonly InputDefinition[];
  /** undefined: no other workflow may call it. */
  readonly call: CallInterface | undefined;
  readonly env: TemplateToken | undefined;
  readonly defaults: RunDefaults;
  readonly permissions: Permissions | undefined;
  readonly concurrency: TemplateToken | undefined;
  readonly jobs: readonly JobDefinition[];
}
