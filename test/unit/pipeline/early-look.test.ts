import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditedFile } from "../../../src/pipeline/audit.ts";
import { EarlyLook } from "../../../src/pipeline/early-look.ts";
import type { Task } from "../../../src/plan/task.ts";
import { temporaryFolder, writeWheel } from "../../support/archives.ts";

const nothing = { audits: [], notRun: [] };

describe("the early look at artifacts", () => {
  it("audits what could be read, once for the same files", async () => {
    const asked: (readonly AuditedFile[])[] = [];
    const look = new EarlyLook((files) => {
      asked.push(files);
      return Promise.resolve(nothing);
    });
    const bad = temporaryFolder();
    const path = writeWheel();
    writeFileSync(join(bad, "demo-1.0-py3-none-any.whl"), "no archive");
    writeFileSync(join(bad, "note.txt"), "");
    const plan = (...ids: string[]) => ({
      tasks: ids.map((id) => ({ id, kind: id === "sdist" ? "sdist" : "wheel" }) as Task),
    });
    const folders = new Map([
      ["wheel:a", dirname(path)],
      ["wheel:b", bad],
    ]);
    await look.begin(plan("wheel:a", "wheel:b", "sdist"), folders);
    expect(asked).toEqual([]);
    await look.begin(plan("wheel:a", "wheel:b"), folders);
    expect(asked.map((files) => files.map((file) => file.path))).toEqual([[path]]);
    const artifact = await look.read(path);
    await look.audit([{ path, sha256: artifact.sha256 }]);
    expect(asked).toHaveLength(1);
    await look.audit([{ path, sha256: "0".repeat(64) }]);
    expect(asked).toHaveLength(2);
  });

  it("tells what has failed where it is asked for, and not before", async () => {
    const look = new EarlyLook(() => Promise.reject(new Error("no tools")));
    await look.begin({ tasks: [] }, new Map());
    await expect(look.audit([])).rejects.toThrow("no tools");
  });
});
