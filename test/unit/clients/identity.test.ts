import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { httpClient } from "../../../src/clients/http.ts";
import {
  identityOf,
  type AskProgram,
  type Environment,
  type IdentityOptions,
} from "../../../src/clients/identity.ts";
import { startTokenService, unsignedToken } from "../../support/oidc.ts";

const signal = new AbortController().signal;
const now = 1_800_000_000_000;
const exp = now / 1000 + 300;
const tokenFor = (aud: string | readonly string[], more = {}) =>
  unsignedToken({ aud, exp, sub: "me", ...more });

interface Case {
  readonly env: Environment;
  readonly ask?: AskProgram;
  readonly tokenFile?: string;
  readonly productName?: string;
  readonly now?: number;
}

function find({ env, ask, tokenFile, productName, now: at = now }: Case) {
  const secrets: string[] = [];
  const options: IdentityOptions = {
    http: httpClient({ attempts: 1 }),
    ask: ask ?? (() => Promise.resolve(undefined)),
    now: () => at,
    keepSecret: (value) => secrets.push(value),
    tokenFile,
    productName: productName ?? "/nowhere",
  };
  return { found: identityOf(env, options), secrets };
}

function sourceOf(found: ReturnType<typeof identityOf>) {
  if ("missing" in found) throw new Error(found.missing);
  return found.source;
}

/** A server that gives one answer to everything, and remembers what it was asked. */
async function answering(answer: (url: URL) => { status?: number; body: string; headers?: object }) {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    asked.push(url);
    const { status = 200, body, headers = {} } = answer(url);
    response.writeHead(status, headers as Record<string, string>).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return { asked, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("the identity of a run", () => {
  it("is nobody's on a laptop, and in a CI that is not known", () => {
    for (const env of [{}, { CI: "true" }, { CI: "true", JENKINS_URL: "https://ci.invalid" }]) {
      const { found } = find({ env });
      expect(found).toMatchObject({
        missing: expect.stringContaining("no CI vouches for this run") as string,
      });
    }
  });

  it("is GitHub's, of the audience that is asked for", async () => {
    const service = await startTokenService();
    onTestFinished(service.close);
    const { found, secrets } = find({ env: service.env, now: Date.now() });
    const { token, provider } = await sourceOf(found).token("sigstore", signal);
    expect(provider).toBe("GitHub Actions");
    expect(service.asked).toEqual(["sigstore"]);
    expect(token).toBe(service.given[0]);
    // Before anybody can have written it anywhere.
    expect(secrets).toContain(token);
    expect(secrets).toContain(service.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
  });

  it("is withheld by a job of GitHub without the permission, whatever the machine below it says", () => {
    const folder = mkdtempSync(join(tmpdir(), "wheelway-product-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "name"), "Google\n");
    const { found } = find({ env: { GITHUB_ACTIONS: "true" }, productName: join(folder, "name") });
    expect(found).toMatchObject({ missing: expect.stringContaining("id-token: write") as string });
  });

  it.for<readonly [string, string, number, string]>([
    ["is no JSON", "<html>", 200, "unknown shape"],
    ["has no token", '{"value":7}', 200, "unknown shape"],
    ["has another thing as its token", '{"value":"abc"}', 200, "is none"],
    ["has a token with a line break", JSON.stringify({ value: `a.b\n.c` }), 200, "is none"],
    [
      "has a token for somebody else",
      JSON.stringify({ value: unsignedToken({ aud: "pypi", exp: 9e9 }) }),
      200,
      "not for the audience",
    ],
    [
      "has one that ended",
      JSON.stringify({ value: unsignedToken({ aud: "sigstore", exp: 1000 }) }),
      200,
      "has expired",
    ],
    ["is longer than any token", "x".repeat(100_000), 200, "longer than"],
    ["is a refusal", "no such secret-word", 403, "answered 403"],
    ["leads elsewhere", "", 302, "answered 302"],
  ])("is refused where the answer %s", async ([, body, status, why]) => {
    const { address } = await answering(() => ({ status, body, headers: { location: "/else" } }));
    const env = { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-x" };
    const failed = await sourceOf(find({ env }).found)
      .token("sigstore", signal)
      .catch((error: unknown) => error);
    expect(String(failed)).toContain(why);
    expect(String(failed)).not.toContain("secret-word");
  });

  it("sends no credential to an address that is neither https nor of this machine", async () => {
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: "http://tokens.invalid/",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-x",
    };
    await expect(sourceOf(find({ env }).found).token("sigstore", signal)).rejects.toThrow("no https address");
  });

  it("is that of GitLab's variables, each for its audience", async () => {
    const env = {
      GITLAB_CI: "true",
      SIGSTORE_ID_TOKEN: tokenFor("sigstore"),
      PYPI_ID_TOKEN: tokenFor("other"),
    };
    const { found, secrets } = find({ env });
    const source = sourceOf(found);
    expect((await source.token("sigstore", signal)).token).toBe(env.SIGSTORE_ID_TOKEN);
    expect(secrets).toEqual([env.SIGSTORE_ID_TOKEN, env.PYPI_ID_TOKEN]);
    await expect(source.token("pypi", signal)).rejects.toThrow("not for the audience");
    expect(source.lacks?.("sigstore")).toBeUndefined();
    expect(source.lacks?.("testpypi")).toContain("TESTPYPI_ID_TOKEN");
    await expect(source.token("testpypi", signal)).rejects.toThrow("TESTPYPI_ID_TOKEN");
    const none = find({ env: { GITLAB_CI: "true" } }).found;
    expect(none).toMatchObject({ missing: expect.stringContaining("SIGSTORE_ID_TOKEN") as string });
  });

  it("is asked of the programs of Buildkite and CircleCI", async () => {
    const lines: string[] = [];
    const ask: AskProgram = (argv) => {
      lines.push(argv.join(" "));
      return Promise.resolve({ status: 0, text: `${tokenFor("sigstore")}\n` });
    };
    for (const env of [{ BUILDKITE: "true" }, { CIRCLECI: "true" }]) {
      const { found, secrets } = find({ env, ask });
      const { token } = await sourceOf(found).token("sigstore", signal);
      expect(secrets).toEqual([token]);
    }
    expect(lines).toEqual([
      "buildkite-agent oidc request-token --audience sigstore",
      'circleci run oidc get --claims {"aud":"sigstore"} --root-issuer',
    ]);
    const absent = sourceOf(find({ env: { BUILDKITE: "true" } }).found).token("sigstore", signal);
    await expect(absent).rejects.toThrow("buildkite-agent is not on this machine");
    const failing = { env: { BUILDKITE: "true" }, ask: () => Promise.resolve({ status: 3, text: "" }) };
    await expect(sourceOf(find(failing).found).token("a", signal)).rejects.toThrow("status 3");
  });

  it("is CircleCI's own token where that is for the same audience", async () => {
    const env = { CIRCLECI: "true", CIRCLE_OIDC_TOKEN_V2: tokenFor("company") };
    expect((await sourceOf(find({ env }).found).token("company", signal)).token).toBe(
      env.CIRCLE_OIDC_TOKEN_V2,
    );
  });

  it("is the service account's on Google Cloud", async () => {
    const { asked, address } = await answering(() => ({ body: tokenFor("sigstore") }));
    const folder = mkdtempSync(join(tmpdir(), "wheelway-product-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const productName = join(folder, "name");
    writeFileSync(productName, "Google Compute Engine\n");
    const env = { CI: "true", GCE_METADATA_HOST: new URL(address).host };
    // Not of a person who works on such a machine.
    expect(find({ env: { ...env, CI: undefined }, productName }).found).toHaveProperty("missing");
    const { found, secrets } = find({ env, productName });
    const { token } = await sourceOf(found).token("sigstore", signal);
    expect(secrets).toEqual([token]);
    expect(asked[0]?.pathname).toBe("/computeMetadata/v1/instance/service-accounts/default/identity");
    expect(asked[0]?.searchParams.get("audience")).toBe("sigstore");
  });

  it("is that of tokens that were given, before any CI's; the file is read anew each time", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wheelway-token-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const tokenFile = join(folder, "token");
    const [old, fresh] = [tokenFor("sigstore", { n: 1 }), tokenFor(["x", "sigstore"], { n: 2 })];
    writeFileSync(tokenFile, `${tokenFor("pypi")}\n${old}\n`);
    const { found, secrets } = find({ env: { GITLAB_CI: "true" }, tokenFile });
    const source = sourceOf(found);
    expect((await source.token("sigstore", signal)).token).toBe(old);
    writeFileSync(tokenFile, `${fresh}\n`);
    expect((await source.token("sigstore", signal)).token).toBe(fresh);
    expect(secrets).toContain(fresh);
    await expect(source.token("pypi", signal)).rejects.toThrow("no identity token for the audience");
    rmSync(tokenFile);
    await expect(source.token("sigstore", signal)).rejects.toThrow("ENOENT");
  });

  it("is that of WHEELWAY_OIDC_TOKEN, which may hold several", async () => {
    const env = { WHEELWAY_OIDC_TOKEN: `${tokenFor("sigstore")} ${tokenFor("pypi")}` };
    const { found, secrets } = find({ env });
    const source = sourceOf(found);
    expect(secrets).toHaveLength(2);
    expect((await source.token("pypi", signal)).provider).toBe("WHEELWAY_OIDC_TOKEN");
    expect(source.lacks?.("pypi")).toBeUndefined();
    expect(source.lacks?.("testpypi")).toContain("testpypi");
  });
});
