/** The options of cibuildwheel, as its reference lists them: how each is written, and why some have nothing to become. */

/**
 * How the value of an option is read: shell commands; words in shell quoting; words between blanks (braces may hold commas) or commas;
 * assignments; a table of (repeatable) keys; or one text.
 */
export type Kind = "commands" | "words" | "blanks" | "commas" | "environment" | "table" | "text";

/** A kind, or the reason why Wheelway has no use for the option. */
type Option = Kind | { readonly unneeded: string };

const unneeded = (why: string): Option => ({ unneeded: why });
const mobile = unneeded("it is for Android, iOS or Pyodide, for which Wheelway builds no wheels");
const audit = unneeded(
  "`wheelway verify` has its own checks of every wheel; run other tools on dist/ afterwards",
);
const running = unneeded("it says how cibuildwheel itself runs, not how wheels are made");

const options = new Map<string, Option>(
  Object.entries({
    build: "blanks",
    skip: "blanks",
    archs: "blanks",
    enable: "blanks",
    "free-threaded-support": "text",
    "prerelease-pythons": "text",
    "project-requires-python": "text",
    environment: "environment",
    "environment-pass": "blanks",
    "before-all": "commands",
    "before-build": "commands",
    "repair-wheel-command": "commands",
    "config-settings": "table",
    "before-test": "commands",
    "test-command": "commands",
    "test-environment": "environment",
    "test-extras": "commas",
    "test-groups": "blanks",
    "test-requires": "words",
    "test-skip": "blanks",
    "test-sources": "words",
    platform: "text",
    "config-file": "text",
    "audit-command": audit,
    "audit-requires": audit,
    "build-frontend": unneeded(
      "uv is the front end, in an environment that holds the locked build requirements",
    ),
    "build-verbosity": unneeded("the whole log of every task is kept"),
    "container-engine": unneeded(
      "containers are run by Dagger; `--backend` and `images` say where and in which",
    ),
    "dependency-versions": unneeded("wheelway.lock fixes the version and hash of every tool"),
    "output-dir": unneeded("wheels go to dist/"),
    "allow-empty": running,
    "before-sdist": running,
    "cache-path": running,
    "debug-keep-container": running,
    "debug-traceback": running,
    "pyodide-version": mobile,
    "test-runtime": mobile,
    "xbuild-files": mobile,
    "xbuild-tools": mobile,
  }),
);

const image = /^(many|musl)linux-\w+-image$/;

/** `undefined` for what is no option of cibuildwheel. */
export function optionOf(name: string): Option | undefined {
  return options.get(name) ?? (image.test(name) ? "text" : undefined);
}

/** Systems that cibuildwheel builds for and Wheelway does not; also names of tables in its configuration. */
export const otherSystems = ["android", "ios", "pyodide"];

/** `test-command` -> `CIBW_TEST_COMMAND`, and with a system `CIBW_TEST_COMMAND_LINUX`. */
export function variableOf(option: string, system?: string): string {
  const suffix = system === undefined ? "" : `_${system}`;
  return `CIBW_${option}${suffix}`.replaceAll("-", "_").toUpperCase();
}

/** `CIBW_TEST_COMMAND_LINUX` -> `test-command`; `undefined` for what is no option. */
export function optionOfVariable(variable: string): string | undefined {
  const name = variable
    .replace(/^CIBW_/, "")
    .replaceAll("_", "-")
    .toLowerCase();
  const candidates = [name, name.replace(/-(linux|macos|windows|android|ios|pyodide)$/, "")];
  const known = [
    ...options.keys(),
    ...candidates.map((one) => one.replace("x86-64", "x86_64").replace("pypy-", "pypy_")),
  ];
  return known.find(
    (option) =>
      optionOf(option) !== undefined && candidates.some((one) => variableOf(option) === variableOf(one)),
  );
}
