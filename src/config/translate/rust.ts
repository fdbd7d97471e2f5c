/** Which Rust toolchain a project builds with. */

import { pinnedRust } from "./commands.ts";
import type { ProjectView } from "./view.ts";

/** Taken where a project asks for "stable", which is another toolchain each month. */
export const stableRust = "1.95";

/** The toolchain that rust-toolchain.toml or rust-toolchain pins; else the one taken for stable. */
export function toolchainOf({ texts, prefix }: ProjectView): string {
  const written = ["rust-toolchain.toml", "rust-toolchain"]
    .flatMap((name) => [texts.get(prefix + name), texts.get(name)])
    .find((text) => text !== undefined);
  const channel = /channel\s*=\s*["']([^"']+)["']/.exec(written ?? "")?.[1] ?? written?.trim();
  return pinnedRust(channel) ?? stableRust;
}
