/** What doctor sees of containers: the engine, emulation of other architectures, and whether the engine keeps its cache. */

import type { EngineFound } from "../backends/dagger-engine.ts";
import { dagger } from "../services.ts";
import type { DoctorCheck } from "./doctor.ts";
import type { DoctorMachine } from "./doctor-machine.ts";
import type { Surroundings } from "./surroundings.ts";

export interface EngineChecks {
  readonly found: boolean;
  readonly checks: readonly DoctorCheck[];
}

export async function engineChecks(env: Surroundings["env"], machine: DoctorMachine): Promise<EngineChecks> {
  const { findEngine } = await import("../backends/dagger-engine.ts");
  const engine = await findEngine(env);
  if (!engine.found) {
    const detail = `${engine.why}; without one, only this machine's own Pythons and platform are built`;
    return {
      found: false,
      checks: [{ name: "Dagger engine", state: "missing", detail, remedy: engine.remedy }],
    };
  }
  const found: DoctorCheck = { name: "Dagger engine", state: "ok", detail: engine.how, remedy: undefined };
  return {
    found: true,
    checks: [found, ...(isLocal(engine, env, machine) ? await localChecks(machine) : [])],
  };
}

/** Does the engine use this machine's kernel and disk? On macOS and Windows it runs in a virtual machine. */
function isLocal({ settings }: EngineFound, env: Surroundings["env"], { platform }: DoctorMachine): boolean {
  const address = settings["_EXPERIMENTAL_DAGGER_RUNNER_HOST"] ?? env["DOCKER_HOST"] ?? "unix://";
  return !/^(tcp|ssh|https?|kube-pod):/.test(address) && platform === "linux";
}

async function localChecks(machine: DoctorMachine): Promise<DoctorCheck[]> {
  return [await emulation(machine), await collector(machine)];
}

const others: Readonly<Record<string, readonly [emulator: string, name: string]>> = {
  x64: ["qemu-aarch64", "aarch64"],
  arm64: ["qemu-x86_64", "x86_64"],
};

async function emulation(machine: DoctorMachine): Promise<DoctorCheck> {
  const name = "Emulation";
  const [emulator, other] = others[machine.architecture] ?? ["qemu-x86_64", "x86_64"];
  const entry = await machine.read(`/proc/sys/fs/binfmt_misc/${emulator}`);
  if (entry === undefined || !entry.startsWith("enabled")) {
    const detail = `${other} wheels can only be built on a machine of that kind`;
    return { name, state: "missing", detail, remedy: dagger.emulation };
  }
  // Without F the kernel looks for the emulator inside the container, where it is not.
  if (!/^flags: \w*F/m.test(entry)) {
    const detail = `the emulator of ${other} is registered without the flag F, so containers do not find it`;
    return { name, state: "warning", detail, remedy: dagger.emulation };
  }
  return {
    name,
    state: "ok",
    detail: `${other} wheels are built under QEMU (about 8 times slower)`,
    remedy: undefined,
  };
}

/** The engine's collector empties the cache after each session while less than this share of the disk is free. */
const reservedShare = 0.2;

/** Where Docker keeps what containers write; another engine most often shares the disk. */
const dataFolder = "/var/lib/docker";

async function collector(machine: DoctorMachine): Promise<DoctorCheck> {
  const { free, total } = await machine.disk(dataFolder);
  const share = total === 0 ? 1 : free / total;
  const detail = `${Math.floor(share * 100)} % of the disk is free`;
  if (share >= reservedShare) return { name: "Engine cache", state: "ok", detail, remedy: undefined };
  return {
    name: "Engine cache",
    state: "warning",
    detail: `${detail}; below ${reservedShare * 100} % the engine throws its cache away, and every run pulls the images again`,
    remedy:
      "Free some space, or set `gc` (maxUsedSpace, reservedSpace, minFreeSpace) in the engine's engine.json.",
  };
}
