import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { chmodSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { doctor, type DoctorCheck, type DoctorReport } from "../../../src/pipeline/doctor.ts";
import type { DoctorMachine } from "../../../src/pipeline/doctor-machine.ts";
import { distributionOf, installHint, type Distribution } from "../../../src/pipeline/install-hints.ts";

const scratch = mkdtempSync(join(tmpdir(), "wheelway-doctor-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A machine with everything that doctor asks it for; interpreters are those of the real one. */
function machine(more: Partial<DoctorMachine> = {}): DoctorMachine {
  return {
    platform: "linux",
    architecture: "x64",
    distribution: "debian",
    find: (program) => Promise.resolve(`/usr/bin/${program}`),
    disk: () => Promise.resolve({ free: 100e9, total: 200e9 }),
    read: () => Promise.resolve("enabled\ninterpreter /usr/bin/qemu\nflags: POCF\n"),
    ...more,
  };
}

async function look(
  given: Partial<DoctorMachine> = {},
  env: Record<string, string> = {},
): Promise<DoctorReport> {
  return doctor(
    { env: { PATH: scratch, HOME: scratch, ...env }, cacheDir: join(scratch, "cache") },
    machine(given),
  );
}

function check({ sections }: DoctorReport, name: string): DoctorCheck | undefined {
  return sections.flatMap(({ checks }) => checks).find((one) => one.name === name);
}

/** Variables with which an engine is found: a program that is `dagger`, and a socket that answers. */
async function withEngine<T>(use: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const program = join(scratch, "dagger");
  writeFileSync(program, "#!/bin/sh\n");
  chmodSync(program, 0o755);
  const socket = join(scratch, "engine.sock");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    return await use({ _EXPERIMENTAL_DAGGER_RUNNER_HOST: `unix://${socket}` });
  } finally {
    await new Promise((resolve) => server.close(resolve));
    rmSync(program);
  }
}

describe("doctor on the machine itself", () => {
  it("names the programs that it found", async () => {
    const report = await look();
    expect(check(report, "C compiler")).toMatchObject({ state: "ok", detail: "/usr/bin/cc" });
    expect(check(report, "Rust")).toMatchObject({ state: "ok", detail: "/usr/bin/cargo" });
    expect(check(report, "git")?.state).toBe("ok");
  });

  it("tells how to get what is missing, in the words of the system", async () => {
    const nothing = { find: () => Promise.resolve(undefined) };
    const debian = await look(nothing);
    expect(check(debian, "C compiler")).toMatchObject({
      state: "missing",
      remedy: "apt-get install gcc libc6-dev",
    });
    expect(check(debian, "Rust")?.remedy).toContain("rustup");
    const mac = await look({ ...nothing, platform: "darwin", distribution: "macos" });
    expect(check(mac, "C++ compiler")?.remedy).toBe("xcode-select --install");
  });

  it("takes another compiler where cc is not there", async () => {
    const find = (program: string) => Promise.resolve(program === "clang" ? "/opt/clang" : undefined);
    expect(check(await look({ find }), "C compiler")).toMatchObject({ state: "ok", detail: "/opt/clang" });
  });

  it("warns where the disk is nearly full, and says where that is", async () => {
    const disk = (path: string) =>
      Promise.resolve({ free: path.includes("cache") ? 1.2e9 : 90e9, total: 100e9 });
    expect(check(await look({ disk }), "Disk")).toMatchObject({
      state: "warning",
      detail: `1.2 GB free where ${join(scratch, "cache")} is`,
    });
  });
});

describe("doctor and containers", () => {
  it("without an engine says why and what that means", async () => {
    const report = await look();
    expect(report.containers).toBe(false);
    expect(check(report, "Dagger engine")).toMatchObject({ state: "missing" });
    expect(check(report, "Dagger engine")?.detail).toContain("there is no `dagger` program on PATH");
    expect(check(report, "Emulation")).toBeUndefined();
  });

  it("sees emulation, whether it reaches containers, and where it is not registered", async () => {
    await withEngine(async (env) => {
      expect(check(await look({}, env), "Emulation")).toMatchObject({ state: "ok" });
      const noFlag = { read: () => Promise.resolve("enabled\nflags: OC\n") };
      expect(check(await look(noFlag, env), "Emulation")).toMatchObject({ state: "warning" });
      const none = { read: () => Promise.resolve(undefined) };
      const missing = check(await look(none, env), "Emulation");
      expect(missing).toMatchObject({ state: "missing" });
      expect(missing?.remedy).toContain("--install all");
    });
  });

  it("looks for the emulator of the other architecture", async () => {
    const asked: string[] = [];
    const read = (path: string) => {
      asked.push(path);
      return Promise.resolve(undefined);
    };
    await withEngine((env) => look({ read, architecture: "arm64" }, env));
    expect(asked).toContain("/proc/sys/fs/binfmt_misc/qemu-x86_64");
  });

  it("warns where the engine's collector will empty its cache: less than a fifth of the disk is free", async () => {
    const free = (share: number) => ({ disk: () => Promise.resolve({ free: share * 100e9, total: 100e9 }) });
    await withEngine(async (env) => {
      expect(check(await look(free(0.21), env), "Engine cache")).toMatchObject({ state: "ok" });
      const full = check(await look(free(0.19), env), "Engine cache");
      expect(full).toMatchObject({ state: "warning" });
      expect(full?.detail).toContain("19 % of the disk is free");
    });
  });

  it("says nothing of the kernel and the disk of an engine that is elsewhere", async () => {
    await withEngine(async (env) => {
      const report = await look({ platform: "darwin" }, env);
      expect(report.containers).toBe(true);
      expect(check(report, "Emulation")).toBeUndefined();
      expect(check(report, "Engine cache")).toBeUndefined();
    });
  });
});

describe("distributions", () => {
  it.each<[NodeJS.Platform, string | undefined, Distribution]>([
    ["linux", "ID=debian\n", "debian"],
    ["linux", 'NAME="Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"],
    ["linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"],
    ["linux", "ID=alpine\n", "alpine"],
    ["linux", 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "suse"],
    ["linux", "ID=nixos\n", "linux"],
    ["linux", undefined, "linux"],
    ["darwin", undefined, "macos"],
    ["win32", undefined, "windows"],
  ])("%s with %j is %s", (platform, text, expected) => {
    expect(distributionOf(platform, text)).toBe(expected);
  });

  it("all have a hint for everything", () => {
    const distributions: Distribution[] = [
      "debian",
      "fedora",
      "alpine",
      "arch",
      "suse",
      "linux",
      "macos",
      "windows",
    ];
    const missing = ["python", "headers", "venv", "cc", "c++", "cargo", "git"] as const;
    for (const distribution of distributions)
      for (const one of missing) expect(installHint(one, distribution)).not.toBe("");
  });
});
