/** Which machine the label of a CI runner or image stands for. */

import type { Machine } from "./step.ts";

/** `ubuntu-24.04-arm`, `macos-14`, `windows-latest`, `["self-hosted", "linux", "ARM64"]`; `undefined` for others. */
export function machineOf(labels: unknown): Machine | undefined {
  const text = (Array.isArray(labels) ? labels : [labels]).map(String).join(" ").toLowerCase();
  const riscv = /riscv/.test(text);
  const arm = /\b(arm|arm64|aarch64|m1|m2)\b|-arm/.test(text);
  if (/macos|\bosx\b|xcode/.test(text)) {
    const release = Number(/macos-?(\d+)/.exec(text)?.[1] ?? 15);
    // macOS 14 was the first of the hosted images to run on Apple silicon.
    const intel = /intel|large\b|x64|x86_64/.test(text) || (release < 14 && !arm && !text.includes("xlarge"));
    return { system: "macos", architecture: intel ? "x86_64" : "arm64" };
  }
  if (/windows|\bwin\b|vs20\d\d/.test(text))
    return { system: "windows", architecture: arm ? "ARM64" : "AMD64" };
  if (/ubuntu|linux|debian|fedora|alpine|docker/.test(text))
    return { system: "linux", architecture: riscv ? "riscv64" : arm ? "aarch64" : "x86_64" };
  return undefined;
}
