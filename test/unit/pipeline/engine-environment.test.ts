import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { engineEnvironment, gitAccess } from "../../../src/pipeline/engine-environment.ts";
import { gitEnv } from "../../support/git.ts";

const scratch = mkdtempSync(join(tmpdir(), "wheelway-engine-environment-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let made = 0;

/** A checkout with a remote; `release` is the table of that name. */
function checkout(remote: string, release = ""): string {
  const folder = join(scratch, String((made += 1)));
  execFileSync("git", ["init", "--quiet", folder], { env: gitEnv });
  execFileSync("git", ["-C", folder, "remote", "add", "origin", remote], { env: gitEnv });
  const project = '[project]\nname = "demo"\nversion = "1"\n';
  writeFileSync(join(folder, "pyproject.toml"), `${project}[tool.wheelway.release]\n${release}\n`);
  return folder;
}

describe("gitAccess", () => {
  const named = (address: string | undefined, token?: string) =>
    gitAccess(address, token).map(([name]) => name);

  it.each([
    ["git@forge.example:o/n.git", "git@forge.example:"],
    ["ssh://git@forge.example:2222/o/n.git", "ssh://git@forge.example:2222/"],
    ["forge.example:o/n", "forge.example:"],
  ])("reaches %s over https, with the token for that host alone", (address, instead) => {
    expect(gitAccess(address, "secret")).toEqual([
      ["user.useConfigOnly", "true"],
      ["url.https://forge.example/.insteadOf", instead],
      ["credential.https://forge.example.helper", ""],
      ["credential.https://forge.example.helper", expect.stringContaining("$WHEELWAY_GIT_TOKEN") as string],
    ]);
  });

  it.each([
    ["https://forge.example/o/n.git", "credential.https://forge.example.helper"],
    ["https://user:word@forge.example:8443/n.git", "credential.https://forge.example:8443.helper"],
  ])("asks the helper for %s, and holds no password of the address", (address, helper) => {
    expect(named(address, "secret")).toEqual(["user.useConfigOnly", helper, helper]);
    expect(JSON.stringify(gitAccess(address, "secret"))).not.toMatch(/secret|word@/);
  });

  it("changes nothing for paths, other protocols, and where there is no token", () => {
    for (const address of ["/srv/n.git", "../n", "C:\\n", "file:///srv/n.git", "git://h/n", undefined])
      expect(named(address, "secret")).toEqual(["user.useConfigOnly"]);
    expect(named("https://forge.example/o/n")).toEqual(["user.useConfigOnly"]);
  });
});

describe("engineEnvironment", () => {
  it("lets git push with the token, which stands in no setting", async () => {
    const folder = checkout("https://forge.example/o/n.git");
    const env = await engineEnvironment(folder, { ...gitEnv, WHEELWAY_GIT_TOKEN: "s3cret" });
    const filled = execFileSync("git", ["-C", folder, "credential", "fill"], {
      env: { ...env, GIT_TERMINAL_PROMPT: "0" },
      input: "protocol=https\nhost=forge.example\n\n",
      encoding: "utf8",
    });
    expect(filled).toContain("username=x-access-token\npassword=s3cret\n");
    const others = Object.entries(env).filter(([name]) => name !== "WHEELWAY_GIT_TOKEN");
    expect(JSON.stringify(others)).not.toContain("s3cret");
  });

  it.each([
    ["git@github.com:o/n.git", "", "GH_TOKEN"],
    ["https://gitlab.com/o/n.git", "", "GITLAB_TOKEN"],
    ["https://forge.example/o/n.git", 'forge = "gitea"', "GITEA_TOKEN"],
  ])("gives the forge's token of %s %s as %s, and to no other forge", async (remote, release, variable) => {
    const env = await engineEnvironment(checkout(remote, release), {
      ...gitEnv,
      WHEELWAY_FORGE_TOKEN: "t0ken",
    });
    const given = ["GH_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN"].filter((name) => env[name] !== undefined);
    expect(given).toEqual([variable]);
    expect(env[variable]).toBe("t0ken");
  });

  it("names the author in commits and in the journal, and refuses one without an address", async () => {
    const folder = checkout("/srv/n.git");
    const env = await engineEnvironment(folder, { WHEELWAY_AUTHOR: "Ada Byron <ada@example.org>" });
    expect(env).toMatchObject({
      GIT_AUTHOR_NAME: "Ada Byron",
      GIT_COMMITTER_EMAIL: "ada@example.org",
      WHEELWAY_ACTOR: "Ada Byron",
    });
    await expect(engineEnvironment(folder, { WHEELWAY_AUTHOR: "Ada" })).rejects.toMatchObject({
      code: "usage-invalid",
    });
  });

  it("leaves a folder that is no project as it is", async () => {
    const env = await engineEnvironment(scratch, { PATH: "/bin" });
    expect(env).toMatchObject({ PATH: "/bin", GIT_CONFIG_COUNT: "1" });
  });
});
