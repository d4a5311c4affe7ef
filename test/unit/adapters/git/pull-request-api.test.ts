import { expect, it } from "vitest";
import { pullRequestApi } from "../../../../src/adapters/git/api/pull-request-api.ts";
import { jobRequest } from "../../../../src/adapters/git/job-request.ts";

const WANTED = { branch: "b", base: "main", title: "t", body: "", isDraft: false };

function refusing(message: string): ReturnType<typeof pullRequestApi> {
  const refusal = Object.assign(new Error(message), { status: 403, response: { status: 403, headers: {} } });
  const request = jobRequest(
    () => Promise.reject(refusal),
    () => Promise.resolve(),
  );
  return pullRequestApi(request, { owner: "octo", repo: "orchard" });
}

it("names the setting where Actions may not open pull requests", async () => {
  const api = refusing("GitHub Actions is not permitted to create or approve pull requests.");

  await expect(api.openPullRequest(WANTED)).rejects.toMatchObject({
    code: "forbidden",
    retryable: false,
    message: expect.stringMatching(/Settings → Actions → General.*`BATCH_STORIES_TOKEN`.*re-run this job/u),
  });
});

it("leaves every other refusal as GitHub worded it", async () => {
  const api = refusing("Resource not accessible by integration");

  await expect(api.openPullRequest(WANTED)).rejects.toThrow(/403 .*Resource not accessible by integration/u);
});
