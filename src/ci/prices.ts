/** What CIs charge, and how ways of building compare. Data only, raised by hand: the public price pages, for private repositories, without tax. */

import type { CostFigures } from "../plan/cost-data.ts";

export const costFigures: CostFigures = {
  date: "2026-11-22",
  currency: "USD",
  factors: {
    crossBuild: {
      factor: 1,
      source: "markupsafe, argon2, msgpack with zig for aarch64 took as long as natively (November 2026)",
    },
    crossTest: {
      factor: 6,
      source: "as emulatedTest: what was built for another architecture is tested under emulation",
    },
    emulatedBuild: {
      factor: 8,
      source: "QEMU takes 6 to 10 times as long; one C file of zstd 8.7 times (November 2026)",
    },
    emulatedTest: {
      factor: 6,
      source:
        "the whole of markupsafe, little of it compiling, took 6 times as long under QEMU (November 2026)",
    },
    compilerCache: {
      factor: 0.4,
      source: "other projects report 100 to 37 s and 30 to 3 min with a warm compiler cache",
    },
  },
  seconds: {
    wheel: { seconds: 60, source: "guess: a small extension module and its build environment" },
    test: { seconds: 15, source: "guess: an environment, the wheel in it, a few tests" },
    sdist: { seconds: 10, source: "guess: a build environment and the sdist" },
    setUp: { seconds: 40, source: "guess: checkout, Node.js, engine, caches and artifacts of a job" },
    image: { seconds: 30, source: "27 s to pull and unpack a manylinux image (November 2026)" },
    gather: { seconds: 20, source: "guess: reading and checking a few dozen wheels" },
  },
  systems: {
    github: {
      name: "GitHub Actions",
      source: "GitHub Docs, Actions runner pricing, in force since 1 January 2026",
      roundUpSeconds: 60,
      free: { minutes: 2000, plan: "GitHub Free, private repositories" },
      note: "Public repositories pay nothing for these machines, which have 4 cores there on Linux and Windows.",
      machines: {
        "linux-x86_64": { label: "ubuntu-24.04", cores: 2, perMinute: 0.006 },
        "linux-aarch64": { label: "ubuntu-24.04-arm", cores: 2, perMinute: 0.005 },
        "macos-arm64": { label: "macos-15", cores: 3, perMinute: 0.062, multiplier: 10 },
        "macos-x86_64": { label: "macos-15-intel", cores: 4, perMinute: 0.062, multiplier: 10 },
        "windows-x86_64": { label: "windows-2025", cores: 2, perMinute: 0.01, multiplier: 2 },
        "windows-arm64": { label: "windows-11-arm", cores: 2, perMinute: 0.008, multiplier: 2 },
      },
    },
    gitlab: {
      name: "GitLab.com",
      source: "GitLab Docs, compute minutes and cost factors; 1,000 minutes cost 10 USD",
      // The duration of a job is counted in seconds.
      roundUpSeconds: 1,
      free: { minutes: 400, plan: "GitLab Free" },
      note: "Public projects in GitLab for Open Source count half of each minute.",
      machines: {
        "linux-x86_64": { label: "saas-linux-small-amd64", cores: 2, perMinute: 0.01 },
        "linux-aarch64": { label: "saas-linux-small-arm64", cores: 2, perMinute: 0.01 },
        "macos-arm64": { label: "saas-macos-medium-m1", cores: 4, perMinute: 0.06, multiplier: 6 },
        "windows-x86_64": { label: "saas-windows-medium-amd64", cores: 2, perMinute: 0.01 },
      },
    },
    circleci: {
      name: "CircleCI",
      source: "CircleCI, credits a minute by resource class; 25,000 credits cost 15 USD (0.0006 each)",
      roundUpSeconds: 1,
      // 30,000 credits, in minutes of the medium machine: 10 credits each.
      free: { minutes: 3000, plan: "CircleCI Free, 30,000 credits" },
      note: "Public projects on the free plan get 400,000 credits a month for Linux.",
      machines: {
        "linux-x86_64": { label: "medium", cores: 2, perMinute: 0.006 },
        "linux-aarch64": { label: "arm.medium", cores: 2, perMinute: 0.0078, multiplier: 1.3 },
        "macos-arm64": { label: "m4pro.medium", cores: 6, perMinute: 0.12, multiplier: 20 },
        "windows-x86_64": { label: "windows.medium", cores: 4, perMinute: 0.024, multiplier: 4 },
      },
    },
    azure: {
      name: "Azure Pipelines",
      source: "Azure DevOps pricing: one Microsoft-hosted parallel job",
      roundUpSeconds: 1,
      free: { minutes: 1800, plan: "one parallel job, private projects" },
      perMonth: { price: 40, what: "a parallel job" },
      machines: {
        "linux-x86_64": { label: "ubuntu-24.04", cores: 2, perMinute: 0 },
        "macos-x86_64": { label: "macos-15", cores: 4, perMinute: 0 },
        "windows-x86_64": { label: "windows-2025", cores: 2, perMinute: 0 },
      },
    },
  },
};
