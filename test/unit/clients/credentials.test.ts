import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findCredential, type CredentialSearch } from "../../../src/clients/credentials.ts";

const signal = new AbortController().signal;

function search(more: Partial<CredentialSearch> & { readonly pypirc?: string } = {}): CredentialSearch {
  const home = mkdtempSync(join(tmpdir(), "wheelway-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { pypirc, ...rest } = more;
  if (pypirc !== undefined) writeFileSync(join(home, ".pypirc"), pypirc);
  return {
    name: "pypi",
    upload: "https://up.invalid/legacy/",
    env: {},
    home,
    keyring: undefined,
    trusted: undefined,
    ...rest,
  };
}

const find = (options: CredentialSearch) => findCredential(options, signal);
const pypirc = `[distutils]
index-servers =
    pypi
    company

; a comment
[pypi]
username = __token__
password = pypi-from-file = with : signs

[company]
repository: https://company.invalid/
username: me
password: mine
`;

describe("a credential", () => {
  it.for<readonly [string, Partial<CredentialSearch>, readonly [string, string, string]]>([
    [
      "its own variable first",
      { env: { WHEELWAY_PYPI_TOKEN: "a", TWINE_PASSWORD: "b" } },
      ["__token__", "a", "WHEELWAY_PYPI_TOKEN"],
    ],
    [
      "the usual secret of a test index",
      { name: "testpypi", env: { TEST_PYPI_API_TOKEN: "t", PYPI_API_TOKEN: "no" } },
      ["__token__", "t", "TEST_PYPI_API_TOKEN"],
    ],
    ["twine's", { env: { TWINE_USERNAME: "me", TWINE_PASSWORD: "b" } }, ["me", "b", "TWINE_PASSWORD"]],
    ["uv's token", { env: { UV_PUBLISH_TOKEN: "c" } }, ["__token__", "c", "UV_PUBLISH_TOKEN"]],
    [
      "an empty variable is none",
      { env: { PYPI_API_TOKEN: " ", UV_PUBLISH_PASSWORD: "d", UV_PUBLISH_USERNAME: "u" } },
      ["u", "d", "UV_PUBLISH_PASSWORD"],
    ],
  ])("is found in the environment: %s", async ([, options, [user, password, from]]) => {
    expect(await find(search({ pypirc, ...options }))).toEqual({ user, password, from, trusted: false });
  });

  it("is found in .pypirc by name, or by address", async () => {
    expect(await find(search({ pypirc }))).toMatchObject({ password: "pypi-from-file = with : signs" });
    const company = { name: "ours", upload: "https://company.invalid/" };
    expect(await find(search({ pypirc, ...company }))).toMatchObject({ user: "me", password: "mine" });
  });

  it("is not sent to another address than the file names", async () => {
    const elsewhere = search({ pypirc, name: "company", upload: "https://evil.invalid/" });
    await expect(find(elsewhere)).rejects.toMatchObject({ code: "credentials-missing" });
  });

  it("is asked of the keyring, and of the CI at the end", async () => {
    const keyring = (address: string, user: string) => Promise.resolve(`${user} at ${address}`);
    expect(await find(search({ keyring }))).toMatchObject({
      password: "__token__ at https://up.invalid/legacy/",
    });
    const none = () => Promise.resolve(undefined);
    const trusted = () => Promise.resolve("minted");
    expect(await find(search({ keyring: none, trusted }))).toMatchObject({
      password: "minted",
      trusted: true,
    });
    expect(await find(search({ env: { TWINE_PASSWORD: "x" }, trusted }))).toMatchObject({ trusted: false });
  });

  it("that is nowhere is told with every place that was looked at", async () => {
    const error = await find(search()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "credentials-missing" });
    const { why } = error as { why: string };
    for (const place of [
      "WHEELWAY_PYPI_TOKEN",
      "TWINE_PASSWORD",
      "~/.pypirc",
      "keyring",
      "trusted publishing",
    ])
      expect(why).toContain(place);
  });
});
