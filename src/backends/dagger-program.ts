/** Bundles Wheelway's own sources in the engine: the module is then a few files, and each call of it loads one script. */

import { dag, type Directory } from "@dagger.io/dagger";
import { moduleImage } from "../services.ts";

/** What is made of the sources: scripts in `build`, and beside them the data that they read. */
const program = ["package.json", "build", "src/driver/*.py", "src/lock/tools/*.txt"];

/** One script for each part of the module that is called, and the CLI as it runs in a container. */
const scripts = [
  "src/cli/engine-main.ts",
  "src/pipeline/module-build.ts",
  "src/pipeline/module-release.ts",
  "src/pipeline/verify-module.ts",
];

const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** The one development dependency that is needed, in a folder where the sources look for packages as well. */
const bundler = [
  "version=$(node -p 'require(\"./package.json\").devDependencies.esbuild')",
  `npm install --prefix /bundler ${quiet.join(" ")} "esbuild@$version"`,
  "mv /bundler/node_modules /",
].join(" && ");

/**
 * Nothing is run before it is used. The engine remembers what follows from a folder as long as that is the same, so package.json
 * and its lock come by themselves.
 */
export function bundled(dependencies: Directory, sources: Directory): Directory {
  return (
    dag
      .container()
      .from(moduleImage)
      .withWorkdir("/wheelway")
      // Authorities of the engine's network count, too.
      .withEnvVariable("NODE_OPTIONS", "--use-system-ca")
      .withMountedCache("/root/.npm", dag.cacheVolume("wheelway-npm"))
      .withDirectory(".", dependencies)
      .withExec(["npm", "ci", "--omit=dev", ...quiet])
      .withExec(["sh", "-c", bundler])
      .withDirectory(".", sources)
      .withExec(["node", "scripts/bundle.mjs", "build", ...scripts])
      .directory(".")
      .filter({ include: program })
  );
}
