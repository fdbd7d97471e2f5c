/** What verify writes for programs: JSON of the published schema, and SARIF. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { finding } from "../../../src/checks/finding.ts";
import { sarif } from "../../../src/report/sarif.ts";
import { verifyJson } from "../../../src/report/verify-json.ts";
import { verifySchema } from "../../../src/report/verify-json-schema.ts";
import { verifyReport } from "../../support/verify-reports.ts";

const wheel = "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl";
const odd = "demo-1.0+local.1-py3-none-any.whl";
const full = verifyReport([wheel, odd, "demo-1.0.tar.gz"], {
  contract: {
    mode: "exact",
    artifacts: [
      { kind: "sdist", optional: false },
      {
        kind: "wheel",
        targets: ["cp312-manylinux_2_28_x86_64"],
        platform: "manylinux_2_28_x86_64",
        optional: false,
      },
    ],
  },
  previous: { version: "0.9", source: "pypi", files: ["demo-0.9.tar.gz"] },
  findings: [
    finding("WW070", wheel, "demo/key.pem holds a private key (PEM)", { member: "demo/key.pem" }),
    finding("WW050", odd, "it lacks demo/bin/tool"),
    finding("WW001", "cp313-manylinux_2_28_x86_64", "the wheel is missing"),
    finding("WW021", odd, "member leaves its folder"),
    finding("WW038", undefined, "classifiers and wheels differ"),
  ],
  turnedDown: [{ code: "WW014", level: "off", reason: "data", count: 2 }],
  notRun: [{ what: "drift", why: "no release was named", remedy: "--previous pypi" }],
});

describe("JSON", () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../schema/verify.schema.json"), "utf8"),
  ) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  it.each([
    ["everything", full],
    ["nothing", verifyReport([])],
    ["no project", verifyReport([wheel], { project: undefined })],
  ])("of %s is of the published schema, and stays so through a file", (_, report) => {
    const json = verifyJson(report);
    const read: unknown = JSON.parse(JSON.stringify(json));
    expect(read).toEqual(json);
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true);
    expect(verifySchema.safeParse(read).error).toBeUndefined();
  });

  it("counts findings by severity", () => {
    expect(verifyJson(full).counts).toEqual({ error: 4, warning: 0, note: 1 });
  });
});

describe("SARIF", () => {
  const log = sarif(full, { folder: "out/dist" });
  const run = log.runs[0]!;
  const rules = run.tool.driver.rules ?? [];
  const results = run.results ?? [];

  it("is of version 2.1.0, with one rule a code, each with help", () => {
    expect(log.version).toBe("2.1.0");
    expect(rules.map(({ id }) => id)).toEqual(["WW001", "WW021", "WW038", "WW050", "WW070"]);
    for (const rule of rules) {
      expect(rule.help?.text).not.toBe("");
      expect(rule.help?.markdown).toContain("What to do");
    }
  });

  it("says how a code is turned down, but for those that cannot be", () => {
    const markdown = (id: string) => rules.find((rule) => rule.id === id)?.help?.markdown ?? "";
    expect(markdown("WW050")).toContain("[tool.wheelway.checks] WW050");
    expect(markdown("WW021")).not.toContain("[tool.wheelway.checks]");
  });

  it("has each finding, with its rule and its level", () => {
    expect(results).toHaveLength(full.findings.length);
    for (const [index, result] of results.entries()) {
      expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.level).toBe(full.findings[index]?.severity);
    }
  });

  it("places findings at their file, escaped; what has none at the folder", () => {
    const places = results.map(({ ruleId, locations }) => [
      ruleId,
      locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    ]);
    expect(Object.fromEntries(places)).toEqual({
      WW001: "out/dist",
      WW021: "out/dist/demo-1.0%2Blocal.1-py3-none-any.whl",
      WW038: "out/dist",
      WW050: "out/dist/demo-1.0%2Blocal.1-py3-none-any.whl",
      WW070: `out/dist/${wheel}`,
    });
    const secret = results.find(({ ruleId }) => ruleId === "WW070");
    expect(secret?.locations?.[0]?.logicalLocations?.[0]?.name).toBe("demo/key.pem");
  });

  it("knows the same fault of the next release again", () => {
    const of = (version: string) => {
      const file = `demo-${version}-py3-none-any.whl`;
      const report = verifyReport([file], {
        project: { name: "demo", version },
        findings: [finding("WW050", file, `it lacks a file in ${version}`)],
      });
      return sarif(report, { folder: "dist" }).runs[0]?.results?.[0]?.partialFingerprints;
    };
    expect(of("1.0")).toEqual(of("1.1"));
    expect(of("1.0")).not.toEqual(results[0]?.partialFingerprints);
  });

  it("tells what could not be checked", () => {
    expect(run.invocations?.[0]?.toolConfigurationNotifications?.[0]?.message.text).toContain(
      "not checked: drift",
    );
  });
});
