/** The contract of the driver's own actions, as far as a backend can spoil them; test/unit/driver has every case. */

import { expect, it } from "vitest";
import { writeSdist } from "../support/archives.ts";
import { runTask, task } from "../support/tasks.ts";
import type { Get } from "./backend.ts";

export function actionContract(get: Get): void {
  it("unpacks, copies, writes, normalises and collects", async () => {
    const { backend, environment } = get();
    const sdist = await backend.importPath(writeSdist());
    const one = task(
      environment,
      [
        { name: "unpack", action: { do: "unpack-sdist", archive: "{sdist}", to: "{work}/src" } },
        {
          name: "copy",
          action: { do: "copy", from: "{work}/src", to: "{work}/copy", paths: ["pyproject.toml"] },
        },
        { name: "write", action: { do: "write", to: "{work}/copy/deep/text", text: "{work}\n" } },
        { name: "pack", shell: "tar -C {work} -czf {work}/b-1.tar.gz copy" },
        { name: "normalize", action: { do: "normalize", glob: "{work}/*.tar.gz", epoch: 1_700_000_000 } },
        { name: "collect", action: { do: "collect", glob: "{work}/*.tar.gz", to: "{out}/sdist", count: 1 } },
      ],
      {
        inputs: { sdist: { from: "task", task: "sdist", output: "sdist" } },
        outputs: { sdist: "{out}/sdist" },
      },
    );
    const first = await runTask(backend, one, { inputs: { sdist } });
    expect(first.result.failure).toBeUndefined();
    expect(first.result.outputs["sdist"]?.map(({ path }) => path)).toEqual(["b-1.tar.gz"]);
    const second = await runTask(backend, one, { inputs: { sdist } });
    expect(second.result.outputs).toEqual(first.result.outputs);
  });

  it("refuses an archive that leads out of its folder, and names the member", async () => {
    const { backend, environment } = get();
    const file = writeSdist({ more: [{ name: "demo-1.0/../../evil.txt", content: "x" }] });
    const one = task(
      environment,
      [{ name: "unpack", action: { do: "unpack-sdist", archive: "{sdist}", to: "{work}/src" } }],
      { inputs: { sdist: { from: "file", path: file, sha256: "" } } },
    );
    const { result } = await runTask(backend, one, { inputs: { sdist: await backend.importPath(file) } });
    expect(result.failure?.reason).toBe("unsafe-archive");
    expect(result.failure?.message).toContain("demo-1.0/../../evil.txt");
  });

  it("says what it found instead of what it was to collect", async () => {
    const { backend, environment } = get();
    const one = task(environment, [
      { name: "make", shell: "touch {work}/a.whl {work}/b.whl" },
      { name: "collect", action: { do: "collect", glob: "{work}/*.whl", to: "{out}/wheel", count: 1 } },
    ]);
    const { result } = await runTask(backend, one);
    expect(result.failure?.reason).toBe("missing-output");
    expect(result.failure?.message).toContain("a.whl, b.whl");
  });
}
