import { expect, it } from "vitest";

import { licenceFiles } from "../../../src/checks/licence-files.ts";
import { findingsOf } from "../../support/metadata-sets.ts";

const wheel = "demo-1.0-py3-none-any.whl";
const other = "demo-1.0-cp312-cp312-win_amd64.whl";
const licensed = { "demo-1.0.dist-info/licenses/LICENSE": "MIT" };
const fields = "License-Expression: MIT\nLicense-File: LICENSE";
const of = (spec: Parameters<typeof findingsOf>[1]) => findingsOf(licenceFiles, spec);

it("is quiet where every named licence is there", async () => {
  expect(
    await of({ sdist: { fields, files: { LICENSE: "MIT" } }, wheels: [{ fields, files: licensed }] }),
  ).toEqual([]);
});

it("refuses a wheel and an sdist that lack a licence which their metadata names", async () => {
  const findings = await of({
    sdist: { fields },
    wheels: [{ fields }, { file: other, fields, files: licensed }],
  });
  expect(findings).toMatchObject([
    {
      code: "WW032",
      severity: "error",
      artifact: wheel,
      message: 'License-File "LICENSE" is not in it, at "demo-1.0.dist-info/licenses/LICENSE"',
    },
    {
      code: "WW032",
      severity: "error",
      artifact: "demo-1.0.tar.gz",
      message: 'License-File "LICENSE" is not in it',
    },
  ]);
});

it("does not ask it of older metadata, where the field was a habit", async () => {
  expect(await of({ version: "2.1", wheels: [{ fields: "License-File: LICENSE" }] })).toEqual([]);
});

it("warns of licence classifiers beside an expression", async () => {
  const classifiers =
    "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: Public Domain";
  expect(await of({ wheels: [{ fields: `License-Expression: MIT\n${classifiers}` }] })).toMatchObject([
    { code: "WW032", severity: "warning" },
  ]);
  expect(await of({ wheels: [{ fields: classifiers }] })).toEqual([]);
});

it("warns of a licence that only the sdist has, once where all wheels lack it", async () => {
  const files = {
    LICENSE: "MIT",
    "NOTICE.txt": "by us",
    "COPYING.LESSER": "LGPL",
    "vendor/LICENSE.other": "x",
  };
  const findings = await of({
    sdist: { files },
    wheels: [
      { files: { ...licensed, "demo-1.0.dist-info/COPYING.LESSER": "LGPL" } },
      { file: other, files: licensed },
    ],
  });
  expect(findings).toMatchObject([
    {
      code: "WW033",
      severity: "warning",
      artifact: undefined,
      message: 'the wheel has no "NOTICE.txt", which the sdist has',
    },
    { code: "WW033", artifact: other, message: 'the wheel has no "COPYING.LESSER", which the sdist has' },
  ]);
});

it("finds a licence by its content under another name, and takes code for no licence", async () => {
  expect(
    await of({
      sdist: { files: { "LICENSE.md": "MIT", "licenser.py": "", "notices/x": "" } },
      wheels: [{ files: { "demo/COPYRIGHT": "MIT" } }],
    }),
  ).toEqual([]);
});
