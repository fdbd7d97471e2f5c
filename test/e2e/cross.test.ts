/** Wheels for aarch64 from a machine that is none, without a container: C by zig, and Rust with zig as its linker. */

import { expect, it } from "vitest";
import { builds } from "../support/cli.ts";
import { append, copyExample, programOrSkip, pythonsOrSkip } from "../support/e2e-projects.ts";

it.for([
  ["hello-cffi", "cc", /^hello_cffi-0\.1\.0-(cp\d+)-\1-manylinux\S+_aarch64\.whl$/],
  ["hello-rust", "cargo", /^hello_rust-0\.1\.0-(cp\d+)-\1-manylinux\S+_aarch64\.whl$/],
] as const)("compiles %s for aarch64 on this machine", async ([name, program, file], context) => {
  const { newest } = pythonsOrSkip(context);
  programOrSkip(context, program);
  if (process.platform !== "linux" || process.arch !== "x64") context.skip("it takes Linux on x86_64");
  const project = copyExample(name);
  const platform = "manylinux_2_28_aarch64";
  append(project, "pyproject.toml", `\n[tool.wheelway]\nplatforms = ["${platform}"]\n`);
  const { record } = await builds([project, "--only", `${newest}-*`]);
  const [wheel, ...others] = record.artifacts.filter(({ kind }) => kind === "wheel");
  expect(others).toEqual([]);
  // That its machine code is for that architecture, and needs no newer glibc, is among what was checked.
  expect(wheel?.file).toMatch(file);
  expect(record.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(wheel?.targets).toEqual([`${newest}-${platform}`]);
});
