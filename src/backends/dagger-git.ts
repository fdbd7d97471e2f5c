/** git for the Dagger module, whose container has none: that of the images in which the project is built. */

import type { Client, Directory } from "@dagger.io/dagger";
import { cp } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Git } from "../clients/git.ts";
import type { Config } from "../config/config.ts";
import { imageFor } from "../lock/images.ts";
import { enginePlatform } from "../recipes/environments.ts";
import { withoutPath } from "./dagger-container.ts";
import { engineError } from "./dagger-errors.ts";
import { whatEnginesMake } from "./dagger-platforms.ts";

const answers = "/wheelway/out";

/** `source` is the folder that lies at the path that is asked about, with its `.git`. */
export function gitInEngine(client: Client, source: Directory, config: Config): Git {
  return {
    run: async (folder, commands) => {
      // A folder below the top of a checkout comes without the checkout.
      if (!existsSync(join(folder, ".git"))) return commands.map(() => undefined);
      try {
        return await ask(client, source, await imageWithGit(client, config), folder, commands);
      } catch (error) {
        throw engineError(error, "reading the project's history");
      }
    },
    copyHistory: async (top, to) => {
      const passedOver = ["hooks", "worktrees", "modules"].map((name) => join(top, ".git", name));
      const filter = (path: string) => !passedOver.includes(path);
      await cp(join(top, ".git"), join(to, ".git"), { recursive: true, verbatimSymlinks: true, filter });
    },
  };
}

/** One execution for all commands; the engine remembers it as long as the folder is the same. */
async function ask(
  client: Client,
  source: Directory,
  image: string,
  folder: string,
  commands: readonly (readonly string[])[],
): Promise<(string | undefined)[]> {
  const base = client.container().from(image);
  const path = await base.envVariable("PATH");
  const lines = commands.map((argv, index) => {
    const words = ["git", "-c", "safe.directory=*", ...argv].map(quoted).join(" ");
    return `${words} >${answers}/${index} || rm ${answers}/${index}`;
  });
  const container = await withoutPath(base)
    .withUser("0")
    .withMountedDirectory(answers, client.directory())
    .withMountedDirectory(folder, source)
    .withWorkdir(folder)
    .withExec(["/bin/sh", "-c", [`PATH=${quoted(path)}`, ...lines].join("\n")])
    .sync();
  const folderOfAnswers = container.directory(answers);
  const given = new Set(await folderOfAnswers.entries());
  return Promise.all(
    commands.map(async (_, index) =>
      given.has(String(index))
        ? (await folderOfAnswers.file(String(index)).contents()).replace(/\n$/, "")
        : undefined,
    ),
  );
}

/** That of a platform of the project's, of the engine's own architecture, else of the usual one. */
export async function imageWithGit(client: Client, config: Config): Promise<string> {
  const native = await client.defaultPlatform();
  const { platforms, images, registry } = config.options;
  const candidates = [...(platforms ?? []), ...(whatEnginesMake(native).byDefault ?? [])];
  const [image] = candidates
    .filter((platform) => enginePlatform(platform) === native)
    .flatMap((platform) => imageFor(platform, { overrides: images, registry }) ?? []);
  if (image === undefined) throw new Error(`nobody publishes an image for ${native}`);
  return image;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
