import { describe, expect, it } from "vitest";
import { cibuildwheel, workflow } from "../../../support/init.ts";

const translate = (env: Record<string, string>, lines = 'test-command = "pytest"') =>
  cibuildwheel(`build = "cp312-manylinux*"\n${lines}`, {
    files: { ".github/workflows/w.yml": workflow(env) },
  });

const environments = async (assignments: string, lines?: string) => {
  const { config, notCarried } = await translate({ CIBW_ENVIRONMENT: assignments }, lines);
  return {
    build: config.options.build.env,
    test: config.options.test.env,
    left: Object.fromEntries(
      notCarried.map(({ setting, why }) => [setting.replace("CIBW_ENVIRONMENT ", ""), why]),
    ),
  };
};

describe("environment variables", () => {
  it("are for builds, for tests, or for both", async () => {
    const { build, test } = await environments("CFLAGS='-O2 -g' PYTEST_ADDOPTS=-x MY_TEST_DSN=y MODE=fast");
    expect(build).toEqual({ CFLAGS: "-O2 -g", MODE: "fast" });
    expect(test).toEqual({ PYTEST_ADDOPTS: "-x", MY_TEST_DSN: "y", MODE: "fast" });
  });

  it("are all for builds where nothing is tested", async () => {
    const { build, test } = await environments("MODE=fast", "");
    expect([build, test]).toEqual([{ MODE: "fast" }, {}]);
  });

  it("may name earlier ones, and nothing else that a shell fills in", async () => {
    const { build, left } = await environments(
      'ROOT=/opt/x INC="$ROOT/include:${ROOT}/more" CFLAGS="$CFLAGS -O3" T="$(date)" U="$HOME/a"',
    );
    expect(build).toMatchObject({ ROOT: "/opt/x", INC: "/opt/x/include:/opt/x/more", CFLAGS: "-O3" });
    expect(left["T"]).toContain("a shell would fill in");
    expect(left["U"]).toContain("a shell would fill in");
  });

  it("that Wheelway sets itself, or that make builds differ, are left", async () => {
    const { build, left } = await environments(
      "PATH=/x:$PATH PIP_INDEX_URL=https://a.example SOURCE_DATE_EPOCH=1 CARGO_BUILD_TARGET=x",
    );
    expect(build).toEqual({});
    expect(Object.keys(left)).toEqual(["PATH", "PIP_INDEX_URL", "SOURCE_DATE_EPOCH", "CARGO_BUILD_TARGET"]);
  });

  it("name the project's folder by its placeholder, and never the machine's", async () => {
    const { build, test, left } = await environments("PKG=/project/.libs:/usr LIB_DIR=/host/tmp/x");
    expect(build).toEqual({ PKG: "{project}/.libs:/usr" });
    expect(test).toEqual({});
    expect(left["LIB_DIR"]).toContain("/host");
  });

  it("come from the job where they are passed on", async () => {
    const { config, notCarried } = await translate({
      CIBW_ENVIRONMENT_PASS_LINUX: "LIBX_VERSION CCACHE_DIR",
      LIBX_VERSION: "1.2",
      CCACHE_DIR: "${{ github.workspace }}/c",
      CFLAGS: "-g",
    });
    expect(config.options.build.env).toEqual({ LIBX_VERSION: "1.2" });
    expect(notCarried.map(({ setting }) => setting)).not.toContain("CFLAGS");
  });
});

describe("secrets", () => {
  const planted = "hunter2-planted";

  it("are never copied, whatever form they have", async () => {
    const lines = `environment = { API_TOKEN = "${planted}", INDEX = "https://me:${planted}@example.org/x" }`;
    const { text, carried, notCarried } = await translate(
      {
        CIBW_ENVIRONMENT_PASS_LINUX: "DB_PASSWORD PLAIN_KEY",
        DB_PASSWORD: planted,
        PLAIN_KEY: "${{ secrets.KEY }}",
        CIBW_TEST_ENVIRONMENT: `TWINE_PASSWORD=${planted} B=1`,
        CIBW_ENVIRONMENT_MACOS: `GH_TOKEN='${planted}'`,
      },
      lines,
    );
    const shown = JSON.stringify([text, carried, notCarried]);
    expect(shown).not.toContain(planted);
    expect(notCarried.find(({ setting }) => setting === "environment.API_TOKEN")?.why).toContain("secret");
  });

  it("that are expressions are told of by name", async () => {
    const { notCarried } = await translate({ CIBW_TEST_COMMAND: "run ${{ secrets.KEY }}" });
    expect(notCarried.find(({ setting }) => setting === "CIBW_TEST_COMMAND")).toMatchObject({
      value: "run ${{ secrets.KEY }}",
      why: "it depends on secrets.KEY, which only a run of the job can tell",
    });
  });
});
