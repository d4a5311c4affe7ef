/** Tokens and keys never reach a log, whoever put them into a message. */
const SECRETS: readonly RegExp[] = [
  /\bgh[oprsu]_[A-Za-z0-9_.-]{16,}/gu,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/gu,
  /\bsk-[A-Za-z0-9_-]{16,}/gu,
  // JWTs: app tokens, runtime tokens.
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/gu,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,8192}-----END [A-Z ]{0,30}PRIVATE KEY-----/gu,
  // Signed addresses carry their right in the query.
  /(?<=[?&](?:sig|token|signature)=)[^&\s"']{8,}/giu,
];

export function redact(text: string): string {
  let clean = text;
  for (const secret of SECRETS) clean = clean.replaceAll(secret, "[redacted]");
  return clean;
}
