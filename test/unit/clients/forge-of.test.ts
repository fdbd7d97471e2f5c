/** Which forge a checkout belongs to, and which token is for it. */

import { expect, it } from "vitest";
import { forgeOf, placeOf, type ForgeSurroundings } from "../../../src/clients/forge-of.ts";
import type { ReleaseSettings } from "../../../src/config/release-settings.ts";

type Settings = Pick<ReleaseSettings, "forge" | "forgeApi" | "forgeProject">;

const nothing: Settings = { forge: undefined, forgeApi: undefined, forgeProject: undefined };

function of(settings: Partial<Settings>, remote: string | undefined, env: ForgeSurroundings["env"] = {}) {
  const secrets: string[] = [];
  const asked: string[] = [];
  const http: NonNullable<ForgeSurroundings["http"]> = (url) => {
    asked.push(String(url));
    return Promise.resolve({ answered: false, why: "nothing listens there", attempts: 1 });
  };
  const keepSecret = (secret: string) => void secrets.push(secret);
  const forge = forgeOf({ ...nothing, ...settings }, remote, { env, keepSecret, now: () => 0, http });
  const { signal } = new AbortController();
  const address = async () => {
    await forge?.release("1", signal).catch(() => undefined);
    return asked[0];
  };
  return { forge, secrets, address };
}

it.for([
  ["https://github.com/demo/demo.git", "github.com", "demo/demo"],
  ["https://user:secret@github.com/demo/demo", "github.com", "demo/demo"],
  ["git@github.com:demo/demo.git", "github.com", "demo/demo"],
  ["ssh://git@gitlab.com:22/group/sub/demo.git/", "gitlab.com", "group/sub/demo"],
  ["https://git.example:8443/demo/demo", "git.example", "demo/demo"],
] as const)("reads the remote %s", ([remote, host, path]) => {
  expect(placeOf(remote)).toMatchObject({ host, path });
  expect(JSON.stringify(placeOf(remote))).not.toContain("secret");
});

it.for(["/srv/git/demo.git", "../demo", "file:///srv/demo.git", "C:\\git\\demo", "https://github.com/demo"])(
  "finds no forge in the remote %s",
  (remote) => {
    expect(placeOf(remote)).toBeUndefined();
    expect(of({}, remote).forge).toBeUndefined();
  },
);

it.for([
  [{}, "git@github.com:demo/demo.git", "https://api.github.com/repos/demo/demo/releases/1"],
  [{}, "https://gitlab.com/a/b/demo.git", "https://gitlab.com/api/v4/projects/a%2Fb%2Fdemo/releases/1"],
  [
    { forge: "github" },
    "git@ghe.example:demo/demo.git",
    "https://ghe.example/api/v3/repos/demo/demo/releases/1",
  ],
  [
    { forge: "gitea" },
    "http://git.example:3000/demo/demo",
    "http://git.example:3000/api/v1/repos/demo/demo/releases/1",
  ],
  [
    { forge: "gitea", forgeApi: "https://api.example/v1", forgeProject: "o/n" },
    undefined,
    "https://api.example/v1/repos/o/n/releases/1",
  ],
] as const)("asks the API of %j at %s", async ([settings, remote, expected]) => {
  expect(await of(settings, remote).address()).toBe(expected);
});

it("is none where that is configured, or where the host says nothing", () => {
  expect(of({ forge: "none" }, "git@github.com:demo/demo.git").forge).toBeUndefined();
  expect(of({}, "https://git.example/demo/demo").forge).toBeUndefined();
  expect(of({}, undefined).forge).toBeUndefined();
});

it("takes the most exact token, keeps it secret, and names the places where there is none", () => {
  const remote = "git@github.com:demo/demo.git";
  const both = of({}, remote, { GH_TOKEN: " one ", GITHUB_TOKEN: "two" });
  expect(both.forge?.credential).toEqual({ from: "GH_TOKEN" });
  expect(both.secrets).toEqual(["one"]);
  expect(of({}, remote, { GH_TOKEN: "" }).forge?.credential).toEqual({
    missing: "there is no token in GH_TOKEN or GITHUB_TOKEN",
  });
});

it("knows the default token of an Actions job, whose releases start nothing", () => {
  const remote = "git@github.com:demo/demo.git";
  const starts = (env: ForgeSurroundings["env"]) => of({}, remote, env).forge?.startsWorkflows;
  expect(starts({ GITHUB_TOKEN: "ghs_x", GITHUB_ACTIONS: "true" })).toBe(false);
  expect(starts({ GITHUB_TOKEN: "github_pat_x", GITHUB_ACTIONS: "true" })).toBe(true);
});
