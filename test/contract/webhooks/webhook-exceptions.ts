/**
 * Where the embedded GitHub differs from GitHub's own description on purpose. Exact: a difference
 * that is not here fails the tests, and so does an entry that no longer occurs.
 */
export interface WebhookException {
  /** As `webhookDifferences` words it. */
  readonly difference: string;
  readonly reason: string;
}

interface Group {
  readonly reason: string;
  readonly rule: string;
  readonly places: readonly string[];
}

const GROUPS: readonly Group[] = [
  {
    reason:
      "The description lists the events of an app as they were before workflow_job existed; GitHub names every event an app subscribed to.",
    rule: "must be equal to one of the allowed values",
    places: ["created", "edited", "deleted"].map(
      (action) => `issue_comment.${action} /issue/performed_via_github_app/events/*`,
    ),
  },
  {
    reason:
      "GitHub gives bots addresses such as 41898282+github-actions[bot]@users.noreply.github.com, whose brackets no address may have.",
    rule: 'must match format "email"',
    places: [
      "push /commits/*/author/email",
      "push /head_commit/author/email",
      "push /pusher/email",
      ...["requested", "in_progress", "completed"].map(
        (action) => `workflow_run.${action} /workflow_run/head_commit/author/email`,
      ),
    ],
  },
  {
    reason: "GitHub sends the client id of an app; the description of these events is older.",
    rule: "must not have `client_id`",
    places: ["created", "edited", "deleted"].map(
      (action) => `issue_comment.${action} /issue/performed_via_github_app`,
    ),
  },
  {
    reason: "GitHub sends user_view_type with every account; the description of these events is older.",
    rule: "must not have `user_view_type`",
    places: [
      ...["created", "edited"].map((action) => `issue_comment.${action} /issue/user`),
      ...["actor", "head_repository/owner", "repository/owner", "triggering_actor"].map(
        (place) => `workflow_run.in_progress /workflow_run/${place}`,
      ),
    ],
  },
  {
    reason: "GitHub sends the run's title with every action; only this action's description lacks it.",
    rule: "must not have `display_title`",
    places: ["workflow_run.in_progress /workflow_run"],
  },
];

export const WEBHOOK_EXCEPTIONS: readonly WebhookException[] = GROUPS.flatMap(({ reason, rule, places }) =>
  places.map((place) => ({ difference: `${place} ${rule}`, reason })),
);
