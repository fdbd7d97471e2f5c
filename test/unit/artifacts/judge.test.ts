import { describe, expect, it } from "vitest";

import type { Contract, ExpectedArtifact, ExpectedWheel } from "../../../src/artifacts/contract.ts";
import { judge } from "../../../src/artifacts/judge.ts";

const manylinux = "manylinux_2_28_x86_64";
const sdist: ExpectedArtifact = { kind: "sdist", optional: false };
const version = (python: string, platform = manylinux, more: Partial<ExpectedWheel> = {}): ExpectedWheel => ({
  kind: "wheel",
  targets: [`${python}-${platform}`],
  wheelKind: "version",
  python: python.replace(/t$/, ""),
  abi: python,
  platform,
  optional: false,
  ...more,
});
const abi3 = (pythons: string[], platform = manylinux): ExpectedWheel => ({
  kind: "wheel",
  targets: pythons.map((python) => `${python}-${platform}`) as [string, ...string[]],
  wheelKind: "abi3",
  python: pythons[0]!,
  abi: "abi3",
  platform,
  optional: false,
});
const pure: ExpectedWheel = {
  kind: "wheel",
  targets: [`cp311-${manylinux}`, "cp312-musllinux_1_2_aarch64"],
  wheelKind: "pure",
  abi: "none",
  platform: "any",
  optional: false,
};
const exact = (...artifacts: ExpectedArtifact[]): Contract => ({ mode: "exact", artifacts });
const learning = (...ids: string[]): Contract => ({
  mode: "learning",
  artifacts: [
    sdist,
    ...ids.map((id): ExpectedWheel => ({
      kind: "wheel",
      targets: [id],
      platform: id.slice(id.indexOf("-") + 1),
      optional: false,
    })),
  ],
});

const file = (tags: string, release = "1.0") => `demo-${release}-${tags}.whl`;
const codes = (contract: Contract, ...files: string[]) =>
  judge(contract, files).map((finding) => `${finding.code} ${finding.severity} ${finding.artifact ?? ""}`);

describe("an exact contract", () => {
  const contract = exact(
    sdist,
    version("cp312"),
    version("cp314t"),
    abi3(["cp39", "cp313"], "musllinux_1_2_x86_64"),
    pure,
  );
  const good = [
    "demo-1.0.tar.gz",
    file(`cp312-cp312-${manylinux}`),
    file("cp314-cp314t-manylinux_2_17_x86_64.manylinux2014_x86_64"),
    file("cp39-abi3-musllinux_1_1_x86_64"),
    file("py3-none-any"),
  ];

  it("is met by the artifacts that it names, in older policies and compressed tags", () => {
    expect(judge(contract, good)).toEqual([]);
  });

  it.each(good)("misses %s", (gone) => {
    const findings = judge(
      contract,
      good.filter((name) => name !== gone),
    );
    expect(findings).toMatchObject([{ code: "WW001", severity: "error" }]);
    expect(findings[0]?.message).toContain("is missing");
  });

  it("does not take one wheel for two expectations", () => {
    expect(codes(exact(version("cp312"), version("cp312")), file(`cp312-cp312-${manylinux}`))).toEqual([
      `WW001 error cp312-${manylinux}`,
    ]);
  });

  it("names what nobody asked for", () => {
    expect(codes(contract, ...good, file("cp311-cp311-win_amd64"))).toEqual([
      `WW002 error ${file("cp311-cp311-win_amd64")}`,
    ]);
    expect(codes(contract, ...good, "demo-1.0.0.tar.gz")).toEqual(["WW002 error demo-1.0.0.tar.gz"]);
    expect(codes(exact(), "demo-1.0.tar.gz")).toEqual(["WW002 error demo-1.0.tar.gz"]);
  });

  it("takes a cp314t wheel in the place of cp314 for both missing and unexpected", () => {
    const name = file(`cp314-cp314t-${manylinux}`);
    expect(codes(exact(version("cp314")), name)).toEqual([
      `WW001 error cp314-${manylinux}`,
      `WW002 error ${name}`,
    ]);
  });

  it("refuses a newer policy than asked for", () => {
    const name = file("cp312-cp312-manylinux_2_34_x86_64");
    const [finding, ...others] = judge(exact(version("cp312")), [name]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "WW004", artifact: name });
    expect(finding?.message).toContain("newer than the manylinux_2_28_x86_64 asked for");
  });

  it("accepts a policy newer than the target's own where the contract allows it", () => {
    const override = version("cp312", manylinux, { platform: "manylinux_2_36_x86_64" });
    expect(judge(exact(override), [file("cp312-cp312-manylinux_2_34_x86_64")])).toEqual([]);
  });

  it.each(["linux_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64", "win_amd64"])(
    "refuses another platform: %s",
    (platform) => {
      expect(codes(exact(version("cp312")), file(`cp312-cp312-${platform}`))).toEqual([
        `WW003 error ${file(`cp312-cp312-${platform}`)}`,
      ]);
    },
  );

  it("pairs what was not repaired with its own target, not with another", () => {
    const contract = exact(version("cp312", "manylinux_2_28_aarch64"), version("cp312"));
    const wrong = file("cp312-cp312-linux_x86_64");
    const findings = judge(contract, [file("cp312-cp312-manylinux_2_28_aarch64"), wrong]);
    expect(findings).toMatchObject([{ code: "WW003", artifact: wrong }]);
  });

  it("refuses a pure wheel where machine code was expected, and machine code where the lock says pure", () => {
    expect(codes(exact(version("cp312")), file("py3-none-any"))).toEqual([
      `WW005 error ${file("py3-none-any")}`,
    ]);
    const [finding] = judge(exact(version("cp312")), [file("py3-none-any")]);
    expect(finding?.hint).toContain("failed compilation");
    expect(codes(exact(pure), file(`cp311-cp311-${manylinux}`))).toEqual([
      `WW007 error ${file(`cp311-cp311-${manylinux}`)}`,
    ]);
  });

  it("refuses another kind than the lock says", () => {
    const name = file(`cp39-cp39-${manylinux}`);
    expect(codes(exact(abi3(["cp39", "cp312"])), name)).toEqual([`WW007 error ${name}`]);
    const newer = file(`cp311-abi3-${manylinux}`);
    // It does not serve cp39 any more, so it is not the wheel that was promised.
    expect(codes(exact(abi3(["cp39", "cp312"])), newer)).toEqual([
      `WW001 error cp39-${manylinux}`,
      `WW002 error ${newer}`,
    ]);
  });

  it("only warns for what is optional", () => {
    expect(
      codes(exact({ ...sdist, optional: true }, version("cp312", manylinux, { optional: true }))),
    ).toEqual([`WW001 warning cp312-${manylinux}`, "WW001 warning sdist"]);
    const newer = file("cp312-cp312-manylinux_2_34_x86_64");
    expect(codes(exact(version("cp312", manylinux, { optional: true })), newer)).toEqual([
      `WW004 warning ${newer}`,
    ]);
  });
});

describe("siblings", () => {
  it("have the sdist's name and version", () => {
    const contract = exact(sdist, version("cp312"), version("cp313"));
    const wrong = file(`cp313-cp313-${manylinux}`, "1.0.1");
    expect(codes(contract, "demo-1.0.0.tar.gz", file(`cp312-cp312-${manylinux}`), wrong)).toEqual([
      `WW006 error ${wrong}`,
    ]);
  });

  it("without an sdist, have what most of them have", () => {
    const other = `other-1.0-cp311-cp311-${manylinux}.whl`;
    const files = [other, file(`cp312-cp312-${manylinux}`), file(`cp313-cp313-${manylinux}`)];
    expect(codes(exact(version("cp311"), version("cp312"), version("cp313")), ...files)).toEqual([
      `WW006 error ${other}`,
    ]);
  });

  it("tells names that cannot be read", () => {
    expect(codes(exact(), "notes.txt", "x.whl")).toEqual(["WW008 error notes.txt", "WW008 error x.whl"]);
  });
});

describe("while the kinds are being learned", () => {
  const contract = learning(`cp311-${manylinux}`, `cp312-${manylinux}`, "cp312-musllinux_1_2_x86_64");

  it("one wheel may serve several targets", () => {
    expect(judge(contract, ["demo-1.0.tar.gz", file("py3-none-any")])).toEqual([]);
    const files = [
      "demo-1.0.tar.gz",
      file(`cp311-abi3-${manylinux}`),
      file("cp312-cp312-musllinux_1_1_x86_64"),
    ];
    expect(judge(contract, files)).toEqual([]);
  });

  it("a pure wheel beside native ones is a compilation that failed in silence", () => {
    const files = ["demo-1.0.tar.gz", file(`cp311-abi3-${manylinux}`), file("py3-none-any")];
    const findings = judge(contract, files);
    expect(findings).toMatchObject([{ code: "WW005", artifact: file("py3-none-any") }]);
    expect(findings[0]?.message).toContain("cp312-musllinux_1_2_x86_64 has only a pure wheel");
  });

  it("tells missing and unexpected wheels", () => {
    const files = ["demo-1.0.tar.gz", file(`cp311-abi3-${manylinux}`), file("cp310-cp310-win_amd64")];
    expect(codes(contract, ...files)).toEqual([
      "WW001 error cp312-musllinux_1_2_x86_64",
      `WW002 error ${file("cp310-cp310-win_amd64")}`,
    ]);
  });
});
