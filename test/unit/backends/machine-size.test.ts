import { describe, expect, it } from "vitest";
import { coreQuota, coresHere, freeMiBHere } from "../../../src/backends/machine-size.ts";

const reading = (files: Record<string, string>) => (path: string) => files[path];

describe("the cores that a process may use", () => {
  it.each<[string, Record<string, string>, number]>([
    ["no control groups", {}, Infinity],
    ["version 2", { "/proc/self/cgroup": "0::/ci\n", "/sys/fs/cgroup/ci/cpu.max": "150000 100000\n" }, 1.5],
    [
      "version 2, no quota",
      { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n" },
      Infinity,
    ],
    [
      "a group above",
      {
        "/proc/self/cgroup": "0::/a/b\n",
        "/sys/fs/cgroup/a/cpu.max": "200000 100000",
        "/sys/fs/cgroup/a/b/cpu.max": "400000 100000",
      },
      2,
    ],
    [
      "version 1, inside a container",
      {
        "/proc/self/cgroup": "5:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      },
      3,
    ],
    [
      "version 1, no quota",
      {
        "/proc/self/cgroup": "1:cpu:/\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      },
      Infinity,
    ],
    ["nonsense", { "/proc/self/cgroup": "0::/../..\n", "/sys/fs/cgroup/cpu.max": "\n" }, Infinity],
  ])("%s", (_, files, cores) => {
    expect(coreQuota(reading(files))).toBe(cores);
  });

  it("is one at least", () => {
    const quota = { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "20000 100000\n" };
    expect(coresHere(reading(quota))).toBe(1);
    expect(coresHere()).toBeGreaterThanOrEqual(1);
  });
});

it("tells the free memory in MiB", () => {
  expect(freeMiBHere()).toBeGreaterThan(10);
  expect(freeMiBHere()).toBeLessThan(100 * 1024 * 1024);
});
