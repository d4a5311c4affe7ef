import type { Route } from "../http/route.ts";
import { APP_ROUTES } from "./app-routes.ts";
import { ARTIFACT_ROUTES } from "./artifact-routes.ts";
import { COMMIT_ROUTES } from "./commit-routes.ts";
import { GIT_ROUTES } from "./git-routes.ts";
import { ISSUE_ROUTES } from "./issue-routes.ts";
import { PULL_ROUTES } from "./pull-routes.ts";
import { REPOSITORY_ROUTES } from "./repository-routes.ts";
import { RUN_ROUTES } from "./run-routes.ts";
import { WORKFLOW_ROUTES } from "./workflow-routes.ts";

/** Everything REST answers; what is not here is 404 and counted as unknown. */
export const ALL_ROUTES: readonly Route[] = [
  ...APP_ROUTES,
  ...REPOSITORY_ROUTES,
  ...GIT_ROUTES,
  ...COMMIT_ROUTES,
  ...ISSUE_ROUTES,
  ...PULL_ROUTES,
  ...WORKFLOW_ROUTES,
  ...RUN_ROUTES,
  ...ARTIFACT_ROUTES,
];
