import { describe, expect, it } from "vitest";
import { driverEnv, networkVariables } from "../../../src/backends/host-environment.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { evaluate, newest } from "../../support/driver.ts";

describe("placeholders", () => {
  it("are filled where the name is known, and nowhere else", () => {
    const paths = { work: "/w", "cache-uv": "/c", PATH: "/bin" };
    const cases: Record<string, string> = {
      "{work}/a{cache-uv}": "/w/a/c",
      "${work} $work {work}": "${work} $work /w",
      "{unknown} {} {0} {work": "{unknown} {} {0} {work",
      '{"work": 1}': '{"work": 1}',
      "{{work}}": "{/w}",
      "{work}:{PATH}": "/w:/bin",
    };
    const lines = [
      "import environment",
      "print(json.dumps([environment.fill(t, given[1]) for t in given[0]]))",
    ];
    expect(evaluate(newest, lines, [Object.keys(cases), paths])).toEqual(Object.values(cases));
  });

  it("are escaped where what is put in must not be a pattern", () => {
    const lines = [
      "import environment, glob",
      "print(json.dumps(environment.fill('{work}/*.whl', {'work': '/a [b]'}, glob.escape)))",
    ];
    expect(evaluate(newest, lines)).toBe("/a [[]b]/*.whl");
  });
});

describe("the environment of commands", () => {
  const inherited = {
    PATH: "/usr/bin",
    HOME: "/home/me",
    AWS_SECRET_ACCESS_KEY: "planted",
    PYTHONPATH: "/evil",
    VIRTUAL_ENV: "/venv",
    LD_PRELOAD: "/evil.so",
    HTTPS_PROXY: "http://me:pa%73s@proxy:1",
    SSL_CERT_FILE: "/ca.pem",
  };

  it("is made of few variables, and never of the user's own", () => {
    const work = temporaryFolder();
    const lines = ["import environment", "print(json.dumps(environment.base_env(given[0], given[1])))"];
    const env = evaluate(newest, lines, [work, inherited]) as Record<string, string>;
    expect(env["LC_ALL"]).toMatch(/UTF-8$|^C$/);
    expect({ ...env, LC_ALL: "", LANG: "" }).toEqual({
      PATH: "/usr/bin",
      HOME: `${work}/.home`,
      TMPDIR: `${work}/.tmp`,
      LANG: "",
      LC_ALL: "",
      TZ: "UTC",
      PYTHONHASHSEED: "0",
      PYTHONNOUSERSITE: "1",
    });
  });

  it("has proxies and certificates only with the network, and their passwords are masked", () => {
    const lines = [
      "import environment",
      "env = environment.network_env(given)",
      "print(json.dumps([env, environment.credentials(env)]))",
    ];
    expect(evaluate(newest, lines, inherited)).toEqual([
      { HTTPS_PROXY: "http://me:pa%73s@proxy:1", SSL_CERT_FILE: "/ca.pem" },
      ["pa%73s", "pass"],
    ]);
  });

  it("gets from the host what the driver passes on", () => {
    const lines = ["import environment", "print(json.dumps(environment.KEPT_WITH_NETWORK))"];
    expect(evaluate(newest, lines)).toEqual(networkVariables);
    const kept = evaluate(newest, ["import environment", "print(json.dumps(environment.KEPT))"]) as string[];
    const host = driverEnv({
      platform: "linux",
      env: { ...inherited, RUSTUP_HOME: "/r", SDKROOT: "/s" },
      home: "/none",
    });
    expect(
      Object.keys(host).filter((name) => ![...kept, ...networkVariables, "LC_ALL"].includes(name)),
    ).toEqual([]);
  });
});

describe("how the driver starts Python again", () => {
  it("is how it was started, also by a loader of its own", () => {
    const lines = [
      "import environment, subprocess, os",
      "code = 'import json, sys; sys.path.insert(0, %r); from environment import started_as; print(json.dumps(started_as(sys.argv[0])))' % sys.path[0]",
      "path = os.path.join(given, 'x.py')",
      "with open(path, 'w') as file: file.write(code)",
      "print(subprocess.check_output([sys.executable, '-B', '-s', path, 'more']).decode())",
    ];
    const python = (evaluate(newest, ["print(json.dumps(sys.executable))"]) as string) || newest.path;
    expect(evaluate(newest, lines, temporaryFolder())).toEqual([python, "-B", "-s"]);
  });
});
