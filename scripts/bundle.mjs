// Bundles the CLI into build/ (or the folder given as argument), split so that `--help` loads little; `npm ci` runs it
// as "prepare". Files after the folder are bundled in its place, as the Dagger module does with what it calls.
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const [build = "build", ...files] = process.argv.slice(2);
let esbuild;
try {
  esbuild = await import("esbuild");
} catch (error) {
  if (files.length > 0) throw error;
  // Installed without development dependencies: nothing to bundle.
  process.exit(0);
}
/** Packages that the bundle takes through a file of this folder. */
const lean = { "string-width": "string-width.js", "@dagger.io/dagger": "dagger-client.js" };
const plugin = {
  name: "lean",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(string-width|@dagger\.io\/dagger)$/ }, ({ path, importer }) => {
      const file = fileURLToPath(new URL(lean[path], import.meta.url));
      return importer === file ? undefined : { path: file };
    }),
};
await rm(build, { recursive: true, force: true });
await esbuild.build({
  entryPoints: files.length > 0 ? files : ["src/cli/main.ts"],
  entryNames: "[name]",
  outdir: build,
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "bundle",
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  minifySyntax: true,
  plugins: [plugin],
  logLevel: "warning",
});
// Data files that are read at run time, found relative to src/ by every door.
for (const [from, pattern] of [
  ["src/driver", /\.py$/],
  ["src/lock/tools", /\.txt$/],
]) {
  const names = await readdir(from).catch(() => []);
  await mkdir(`${build}/${from.slice("src/".length)}`, { recursive: true });
  for (const name of names.filter((n) => pattern.test(n)))
    await cp(`${from}/${name}`, `${build}/${from.slice("src/".length)}/${name}`);
}
