/** Bundles the processes that are killed: one that compiles TypeScript by itself takes seconds to start. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

export interface CrashPrograms {
  readonly child: string;
  readonly checkoutChild: string;
  readonly machineChild: string;
  readonly boundaries: string;
  remove(): void;
}

export async function bundleCrashPrograms(): Promise<CrashPrograms> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-crash-"));
  await build({
    entryPoints: {
      child: join(import.meta.dirname, "child.ts"),
      "checkout-child": join(import.meta.dirname, "checkout-child.ts"),
      "machine-child": join(import.meta.dirname, "machine-child.ts"),
      boundaries: join(import.meta.dirname, "boundaries.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    external: ["@dagger.io/dagger"],
    minify: true,
    keepNames: true,
    platform: "node",
    target: "node20",
    format: "esm",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return {
    child: join(folder, "child.mjs"),
    checkoutChild: join(folder, "checkout-child.mjs"),
    machineChild: join(folder, "machine-child.mjs"),
    boundaries: join(folder, "boundaries.mjs"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
