import { describe, expect, it } from "vitest";
import { looksSecret, secretsOf } from "../../src/secret-names.ts";

describe("names of secrets", () => {
  it.each([
    "GITHUB_TOKEN",
    "GH_PAT",
    "TWINE_PASSWORD",
    "UV_PUBLISH_PASSWORD",
    "DB_PWD",
    "AWS_SECRET_ACCESS_KEY",
    "GPG_PASSPHRASE",
    "npm_config__authToken",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "MYAPIKEY",
    "GOOGLE_CREDENTIALS",
  ])("%s looks secret", (name) => {
    expect(looksSecret(name)).toBe(true);
  });

  it.each([
    "PATH",
    "PWD",
    "OLDPWD",
    "HOME",
    "SSH_AUTH_SOCK",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "GIT_CONFIG_KEY_0",
    "KEYBOARD_LAYOUT",
    "MONKEY",
    "PYTHONPATH",
  ])("%s does not", (name) => {
    expect(looksSecret(name)).toBe(false);
  });

  it("takes the values of such names, and passwords of URLs in any variable", () => {
    const secrets = secretsOf({
      GITHUB_TOKEN: "ghp_abcdef",
      USE_KEY: "false",
      HTTPS_PROXY: "http://me:p%40ssword@proxy.example:3128",
      PIP_INDEX_URL: "https://index.example/simple/",
      EDITOR: "vi",
      GONE_TOKEN: undefined,
    });
    expect([...secrets].sort()).toEqual(["ghp_abcdef", "p%40ssword", "p@ssword"]);
  });
});
