import { expect, it } from "vitest";

import { siblingMetadata } from "../../../src/checks/sibling-metadata.ts";
import { five, linux, listedWheel, matrix, windows, type ListedSpec } from "../../support/listed-wheels.ts";

const usual = "Requires-Python: >=3.9\nRequires-Dist: idna>=2,<4\nSummary: A demo\nProvides-Extra: fast\n";
const commands = "[console_scripts]\ndemo = demo:main\n";

/** The release in which wheels whose tags match have another specification. */
function judged(which: RegExp, other: ListedSpec) {
  const wheels = matrix(["cp311", "cp312", "cp313"], five).map((tag) =>
    listedWheel(tag, { metadata: usual, entryPoints: commands, ...(which.test(tag) ? other : {}) }),
  );
  return siblingMetadata.run({ wheels, sdist: undefined, contract: undefined });
}

it("is quiet where all declare the same", () => {
  expect(judged(/never/, {})).toEqual([]);
});

it.each([
  ["Requires-Python", usual.replace(">=3.9", ">=3.8"), 'its Requires-Python says ">=3.8", not ">=3.9" as 14'],
  ["Summary", usual.replace("A demo", "UNKNOWN"), 'its Summary says "UNKNOWN", not "A demo" as 14'],
  ["a requirement more", `${usual}Requires-Dist: tomli\n`, "its Requires-Dist has tomli, unlike 14"],
  [
    "a requirement less",
    usual.replace(/Requires-Dist.*\n/, ""),
    "its Requires-Dist lacks idna<4,>=2, unlike 14",
  ],
  [
    "another requirement",
    usual.replace("idna>=2,<4", "idna"),
    'its Requires-Dist says "idna", not "idna<4,>=2" as 14',
  ],
  ["an extra less", usual.replace(/Provides.*\n/, ""), "its Provides-Extra lacks fast, unlike 14"],
])("tells %s of one wheel", (_, metadata, message) => {
  expect(judged(new RegExp(`cp312-${linux}`), { metadata })).toMatchObject([
    {
      code: "WW054",
      severity: "warning",
      artifact: `demo-1.0-cp312-cp312-${linux}.whl`,
      message: `${message} of its siblings`,
    },
  ]);
});

it("tells once what several wheels have in common", () => {
  const [found, ...others] = judged(/win/, { metadata: `${usual}Requires-Dist: pywin32\n` });
  expect(others).toEqual([]);
  expect(found?.message).toBe(
    `its Requires-Dist has pywin32, unlike 12 of its siblings (so do 2 more: cp312-cp312-${windows} and cp313-cp313-${windows})`,
  );
});

it("tells entry points that a wheel lacks", () => {
  expect(judged(/cp313-win/, { entryPoints: "" })).toMatchObject([
    { message: "its list of entry points lacks console_scripts: demo, unlike 14 of its siblings" },
  ]);
});

it.each([
  ["order and spaces", usual.replace("idna>=2,<4", "IDNA <4, >=2").replace(">=3.9", " >= 3.9")],
  ["requirements of extras", `${usual}Requires-Dist: numba; extra == "fast"\n`],
  ["the spelling of extras", usual.replace("fast", "Fast")],
  ["fields that only tools write", `${usual}Dynamic: license-file\n`],
])("takes no notice of %s", (_, metadata) => {
  expect(judged(/win/, { metadata })).toEqual([]);
});

it("takes no notice of the Python version in a command's name", () => {
  expect(judged(/cp313/, { entryPoints: `${commands}demo-3.13 = demo:main\ndemo3 = demo:main\n` })).toEqual(
    [],
  );
});
