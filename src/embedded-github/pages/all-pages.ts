import type { Page } from "./page.ts";
import { artifactFile, jobView, rawLog } from "./views/actions/job-view.ts";
import { runListView } from "./views/actions/run-list-view.ts";
import { runView } from "./views/actions/run-view.ts";
import { repositoryView, treeView } from "./views/code/code-view.ts";
import { branchesView, commitsView, commitView } from "./views/code/commits-view.ts";
import { fileView } from "./views/code/file-view.ts";
import { rawFile } from "./views/code/raw-file.ts";
import { issueView } from "./views/issues/issue-view.ts";
import { issuesView, pullsView } from "./views/issues/list-view.ts";
import { pullCommitsView, pullFilesView, pullView } from "./views/issues/pull-view.ts";
import { homeView } from "./views/home-view.ts";

const BASE = "/:owner/:name";
const NUMBER = ":number{[0-9]{1,9}}";
const RUN = `${BASE}/actions/runs/:run{[0-9]{1,15}}`;
const JOB = `${RUN}/job/:job{[0-9]{1,15}}`;

export const ALL_PAGES: readonly Page[] = [
  { path: "/", view: homeView },
  { path: BASE, view: repositoryView },
  { path: `${BASE}/tree/:rest{.+}`, view: treeView },
  { path: `${BASE}/blob/:rest{.+}`, view: fileView },
  { path: `${BASE}/raw/:rest{.+}`, view: rawFile },
  { path: `${BASE}/commits/:rest{.+}`, view: commitsView },
  { path: `${BASE}/commit/:sha{[0-9a-f]{7,40}}`, view: commitView },
  { path: `${BASE}/branches`, view: branchesView },
  { path: `${BASE}/issues`, view: issuesView },
  { path: `${BASE}/issues/${NUMBER}`, view: issueView },
  { path: `${BASE}/pulls`, view: pullsView },
  { path: `${BASE}/pull/${NUMBER}`, view: pullView },
  { path: `${BASE}/pull/${NUMBER}/commits`, view: pullCommitsView },
  { path: `${BASE}/pull/${NUMBER}/files`, view: pullFilesView },
  { path: `${BASE}/actions`, view: runListView },
  { path: RUN, view: runView },
  { path: JOB, view: jobView },
  { path: `${JOB}/logs`, view: rawLog },
  { path: `${RUN}/artifacts/:artifact{[0-9]{1,15}}`, view: artifactFile },
];
