/** The five examples: built from two clones of one commit, in other folders and under other settings, byte for byte the same. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { sha256File } from "../../src/artifacts/digest.ts";
import type { Manifest } from "../../src/artifacts/manifest-schema.ts";
import { builds } from "../support/cli.ts";
import {
  copyExample,
  digestsOf,
  emptyFolder,
  git,
  gitInit,
  programOrSkip,
  pythonsOrSkip,
} from "../support/e2e-projects.ts";

interface Example {
  readonly name: string;
  /** Programs that its build runs. */
  readonly needs: readonly string[];
  /** The Pythons to build for, of those that the machine has. */
  readonly pythons: (found: { oldest: string; newest: string }) => readonly string[];
  /** What the file names of the wheels say, by Python. */
  readonly wheels: (pythons: readonly string[]) => readonly RegExp[];
  readonly tests: readonly string[];
}

const both = ({ oldest, newest }: { oldest: string; newest: string }) => [...new Set([oldest, newest])];
const each = (name: string) => (pythons: readonly string[]) =>
  pythons.map((python) => new RegExp(`^${name}-0\\.1\\.0-${python}-${python}-manylinux[\\w.]+\\.whl$`));

const examples: readonly Example[] = [
  {
    name: "hello-pure",
    needs: [],
    pythons: both,
    wheels: () => [/^hello_pure-0\.1\.0-py3-none-any\.whl$/],
    tests: ["package imports", "type marker is in the wheel"],
  },
  {
    name: "hello-c",
    needs: ["cc"],
    pythons: both,
    wheels: each("hello_c"),
    tests: ["C extension loads", "distance of two words"],
  },
  {
    name: "hello-cffi",
    needs: ["cc"],
    pythons: both,
    wheels: each("hello_cffi"),
    tests: ["CFFI extension loads", "Adler-32 agrees with zlib"],
  },
  {
    name: "hello-abi3",
    needs: ["cc"],
    pythons: both,
    wheels: () => [/^hello_abi3-0\.1\.0-cp39-abi3-manylinux[\w.]+\.whl$/],
    tests: ["C extension loads", "bytes come back"],
  },
  {
    name: "hello-rust",
    needs: ["cargo"],
    pythons: ({ newest }) => [newest],
    wheels: each("hello_rust"),
    tests: ["Rust extension loads", "words are counted"],
  },
];

it.for(examples)(
  "builds $name from two clones, the same, tested on every Python",
  async (example, context) => {
    const { oldest, newest } = pythonsOrSkip(context);
    const pythons = example.pythons({ oldest, newest });
    const shared = example.wheels(pythons).length === 1;
    if (process.platform !== "linux") context.skip("the expected wheels are those of Linux");
    for (const program of example.needs) programOrSkip(context, program);
    const origin = gitInit(copyExample(example.name));
    const only = (...names: readonly string[]) => ["--only", names.map((name) => `${name}-*`).join(",")];
    const clone = (folder: string) => {
      git(origin, "clone", "--quiet", origin, folder);
      return folder;
    };

    const first = await builds([clone(join(emptyFolder(), "one")), ...only(...pythons)], {
      umask: "0077",
      env: { TZ: "Asia/Tokyo" },
    });
    await isWhole(first.folder, first.manifestDigest, example, pythons);
    const elsewhere = join(emptyFolder(), "another folder", "two");
    // One wheel is enough here, since `--reproduce` builds it once more; what several share is made by the oldest of them.
    const second = await builds(
      [clone(elsewhere), ...only(...(shared ? pythons : [newest])), "--reproduce"],
      {
        umask: "0002",
        env: { TZ: "America/New_York" },
      },
    );
    const artifacts = async (folder: string) =>
      Object.fromEntries(
        Object.entries(await digestsOf(folder)).filter(([file]) => /\.(whl|tar\.gz)$/.test(file)),
      );
    const again = await artifacts(second.folder);
    expect(await artifacts(first.folder)).toMatchObject(again);
    const manifest = JSON.parse(readFileSync(join(second.folder, "manifest.json"), "utf8")) as Manifest;
    expect(manifest.artifacts.map(({ file }) => file).sort()).toEqual(Object.keys(again).sort());
    expect(manifest.artifacts.filter(({ reproduction }) => reproduction?.reproduced !== true)).toEqual([]);
    expect(second.record.findings.filter(({ code }) => code === "WW085" || code === "WW086")).toEqual([]);
  },
);

async function isWhole(
  dist: string,
  digest: string | undefined,
  example: Example,
  pythons: readonly string[],
) {
  const files = Object.keys(await digestsOf(dist));
  const wheels = files.filter((file) => file.endsWith(".whl"));
  const bills = wheels.map((wheel) => `sbom/${wheel.replace(".whl", ".cdx.json")}`);
  const reports = ["CHECKSUMS.sha256", "LICENCES.txt", "VALIDATION.txt", "build-info.txt", "manifest.json"];
  reports.push("provenance.json", ...bills);
  const patterns = example.wheels(pythons);
  expect(wheels).toHaveLength(patterns.length);
  for (const pattern of patterns) expect(wheels).toContainEqual(expect.stringMatching(pattern));
  const sdist = `${example.name.replace("-", "_")}-0.1.0.tar.gz`;
  expect(files.filter((file) => !wheels.includes(file)).sort()).toEqual([...reports, sdist].sort());

  const summed = execFileSync("sha256sum", ["--check", "--strict", "CHECKSUMS.sha256"], {
    cwd: dist,
    encoding: "utf8",
  });
  expect(summed.trim().split("\n").sort()).toEqual([...wheels, sdist].map((file) => `${file}: OK`).sort());

  const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")) as Manifest;
  expect(await sha256File(join(dist, "manifest.json"))).toBe(digest);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const fits = ajv.compile(JSON.parse(readFileSync("schema/manifest.schema.json", "utf8")) as object);
  expect(fits(manifest), JSON.stringify(fits.errors)).toBe(true);
  expect(manifest.environment).toMatchObject({ backend: "host", dirty: false });
  expect(manifest.environment.network.every(({ state }) => state === "isolated")).toBe(true);

  // Every Python that was asked for has had every test, whichever wheel serves it; so has the sdist.
  const validation = readFileSync(join(dist, "VALIDATION.txt"), "utf8");
  for (const artifact of manifest.artifacts) {
    const named = new Set(artifact.tests.map(({ name }) => name));
    expect([...named]).toEqual(
      artifact.kind === "sdist" ? example.tests : [...example.tests, "test.command"],
    );
    expect(artifact.tests.every(({ verdict }) => verdict === "passed")).toBe(true);
    for (const name of named) expect(validation).toContain(`pass  ${name}`);
  }
  const tested = manifest.artifacts.flatMap(({ kind, tests }) =>
    kind === "wheel" ? tests.map(({ target }) => target) : [],
  );
  expect([...new Set(tested.map((target) => target.split("-")[0]))].sort()).toEqual([...pythons].sort());
}
