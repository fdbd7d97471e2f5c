import { describe, expect, it } from "vitest";
import { evaluate, newest, pythons } from "../../support/driver.ts";

const asking = ["import who", "print(json.dumps(who.who_is(given, {})))"];

describe("who an interpreter is", () => {
  it.each(pythons)("is told the short way as the standard library tells it: $name", (python) => {
    const lines = [
      "import platform, sysconfig",
      "pypy = getattr(sys, 'pypy_version_info', None)",
      "libc = ' '.join(platform.libc_ver())",
      "print(json.dumps([platform.python_implementation(), platform.python_version(), sysconfig.get_platform(), libc]))",
    ];
    const [name, version, platform, libc] = evaluate(python, lines) as string[];
    const told = evaluate(newest, asking, python.path) as string;
    expect(told).toMatch(
      name === "PyPy" ? new RegExp(`^PyPy .* \\(Python ${version}\\)`) : `${name} ${version}`,
    );
    expect(told).toContain(`(${platform}${libc ? `, ${libc}` : ""}`);
  });

  it("is said to be unknown where nothing answers, and none where there is none", () => {
    expect(evaluate(newest, asking, "/nowhere/python")).toMatch(/^unknown \(.*No such file/);
    expect(evaluate(newest, asking, "/bin/false")).toBe("unknown (exit status 1)");
    expect(evaluate(newest, asking, "")).toBe("none");
  });
});
