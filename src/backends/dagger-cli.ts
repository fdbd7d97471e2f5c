/** Runs the CLI in a container of the engine, for what a module's own container lacks: git, Python, and a disk that lasts. */

import {
  CacheSharingMode,
  ReturnType,
  type Client,
  type Container,
  type Directory,
  type Secret,
} from "@dagger.io/dagger";
import { randomUUID } from "node:crypto";
import type { Config } from "../config/config.ts";
import { imageWithGit } from "./dagger-git.ts";
import { engineError } from "./dagger-errors.ts";

/** In the container. */
export const cliPlaces = {
  /** The bundled CLI. */
  program: "/wheelway/program",
  node: "/wheelway/node",
  /** Outlives the call: journals, checkouts, tools. */
  state: "/wheelway/state",
  source: "/wheelway/source",
  dist: "/wheelway/dist",
} as const;

/** The engine adds authorities of its network to the image's, which Node.js would not look at. */
const node = [`${cliPlaces.node}/bin/node`, "--use-system-ca"];

export interface EngineCli {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Variable -> its value. */
  readonly secrets: Readonly<Record<string, Secret | undefined>>;
  /** What `bundled` makes. */
  readonly program: Directory;
  readonly source: Directory;
  readonly dist: Directory | undefined;
  /** Absolute, in the container. */
  readonly workingFolder: string;
  /** Whose state is kept: one call at a time. */
  readonly project: string;
  /** With git and Python; default: the one that the project's wheels are built in. */
  readonly image: string | undefined;
  /** Its Node.js runs the CLI. */
  readonly nodeImage: string;
  readonly config: Config;
}

export interface EngineCliAnswer {
  /** Exit status. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const start =
  'import { engineMain } from "./build/engine-main.js";\nprocess.exitCode = await engineMain();\n';

/** Never from the engine's cache: what it is about is outside. */
export async function runCliInEngine(client: Client, call: EngineCli): Promise<EngineCliAnswer> {
  try {
    const image = call.image ?? (await imageWithGit(client, call.config));
    const container = await withCall(client, withProgram(client, image, call), call)
      // Another value in each call; what stands above does not depend on it.
      .withEnvVariable("WHEELWAY_CALL", randomUUID())
      .withExec([...node, `${cliPlaces.program}/start.js`, ...call.argv], {
        // Builds run as tasks of this same engine.
        experimentalPrivilegedNesting: true,
        expect: ReturnType.Any,
      })
      .sync();
    const [status, stdout, stderr] = await Promise.all([
      container.exitCode(),
      container.stdout(),
      container.stderr(),
    ]);
    return { status, stdout, stderr };
  } catch (error) {
    throw engineError(error, "running the CLI in the engine");
  }
}

/** The engine remembers it as long as the program is the same. */
function withProgram(client: Client, image: string, { program, nodeImage }: EngineCli): Container {
  return client
    .container()
    .from(image)
    .withUser("0")
    .withFile(`${cliPlaces.node}/bin/node`, client.container().from(nodeImage).file("/usr/local/bin/node"))
    .withDirectory(cliPlaces.program, program)
    .withNewFile(`${cliPlaces.program}/start.js`, start);
}

function withCall(client: Client, base: Container, call: EngineCli): Container {
  const { state, source, dist } = cliPlaces;
  let container = base
    .withMountedDirectory(source, call.source)
    .withMountedCache(state, client.cacheVolume(`wheelway-release-${call.project}`), {
      sharing: CacheSharingMode.Locked,
    })
    .withWorkdir(call.workingFolder);
  if (call.dist) container = container.withMountedDirectory(dist, call.dist);
  for (const [name, value] of Object.entries(call.env)) container = container.withEnvVariable(name, value);
  for (const [name, secret] of Object.entries(call.secrets))
    if (secret) container = container.withSecretVariable(name, secret);
  return container;
}
