import type { SharedServer } from "../shared-server.ts";

export interface SharedCase {
  readonly name: string;
  /** What GitHub does, as far as it is compared. */
  readonly github: unknown;
  run(server: SharedServer): Promise<unknown>;
}
