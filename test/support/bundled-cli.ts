/** Bundles the CLI, real or scripted, into a folder of its own, as scripts/bundle.mjs does into build/. */

import { build } from "esbuild";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface BundledCli {
  /** The program of package.json's `bin`. */
  readonly program: string;
  /** The same with scripted builds (scripted-cli.ts). */
  readonly scripted: string;
  remove(): void;
}

export async function bundleCli(): Promise<BundledCli> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-bundled-"));
  await build({
    entryPoints: {
      main: join(root, "src/cli/main.ts"),
      scripted: join(root, "test/support/scripted-cli.ts"),
    },
    outdir: join(folder, "build"),
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: ["@dagger.io/dagger"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  // The driver is started from the sources, which are part of the package.
  symlinkSync(join(root, "src"), join(folder, "src"));
  return {
    program: join(folder, "bin/wheelway.js"),
    scripted: join(folder, "build/scripted.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
