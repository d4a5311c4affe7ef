/**
 * What a command of the repository may know of the runner: where programs lie, language, proxies.
 * Everything else stays out, above all tokens, the runner's own variables and action inputs.
 */
const ALLOWED = [
  /^(?:PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|SHELL|USER|LOGNAME|TMPDIR)$/u,
  /^(?:https?|no|all)_proxy$/iu,
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/u,
  /^(?:JAVA_HOME|GOROOT|ANDROID_[A-Z]+)(?:_[A-Za-z0-9_]+)?$/u,
  /^(?:CARGO_HOME|RUSTUP_HOME|GOPATH|DOTNET_ROOT|NVM_DIR|PNPM_HOME|CONDA|CHROME_BIN|CHROMEWEBDRIVER)$/u,
];

export function commandEnvironment(
  surroundings: Readonly<Record<string, string | undefined>>,
  home: string,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(surroundings)) {
    if (value !== undefined && ALLOWED.some((pattern) => pattern.test(name))) environment[name] = value;
  }
  return { ...environment, HOME: home, CI: "true" };
}
