/** What the Dagger module releases: the CLI in a container, its answer as a text. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cliPlaces, runCliInEngine, type EngineCli, type EngineCliAnswer } from "../backends/dagger-cli.ts";
import { parseConfig } from "../config/parse.ts";
import type { Config } from "../config/config.ts";
import { WheelwayError } from "../errors.ts";
import { nodeImage } from "../services.ts";
import { parseSdistName } from "../tags/sdist-name.ts";
import { normalizeName } from "../tags/project-name.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import { engineVariables } from "./engine-environment.ts";
import { readable, type Client } from "./module-call.ts";
import { readConfig } from "./project.ts";

type Secret = EngineCli["secrets"][string];

export interface ModuleRelease {
  /** Options of the command, by their names on the command line; what is `undefined` or `false` is left out. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Argument of the command. */
  readonly named?: string | undefined;
  /** Top folder of the checkout. */
  readonly source: EngineCli["source"];
  /** Path of the project's folder in it; default: its top. */
  readonly project?: string;
  /** The bundled CLI. */
  readonly program: EngineCli["program"];
  readonly dist?: EngineCli["dist"];
  readonly author?: string | undefined;
  readonly oidcRequestUrl?: string | undefined;
  readonly image: string | undefined;
  readonly nodeImage: string | undefined;
  readonly secrets?: Partial<Record<keyof typeof secretVariables, Secret>> & { readonly webhook?: Secret };
}

const secretVariables = {
  gitToken: engineVariables.gitToken,
  forgeToken: engineVariables.forgeToken,
  indexToken: "WHEELWAY_PYPI_TOKEN",
  testIndexToken: "WHEELWAY_TESTPYPI_TOKEN",
  oidcToken: "WHEELWAY_OIDC_TOKEN",
  oidcRequestToken: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
} as const;

/** Throws an Error whose message is the whole text that people see. */
export async function releaseInModule(
  client: Client,
  command: "release" | "publish" | "status" | "approve" | "reject" | "rollback" | "abort",
  call: ModuleRelease,
): Promise<string> {
  try {
    if (command === "publish" && (call.dist === undefined) === (call.options["from-release"] === undefined))
      throw oneSource();
    const config = await configOf(call);
    const name = config.project.name?.normalized;
    const project = call.dist === undefined ? name : await publishedName(call.dist);
    if (project === undefined) throw nameless();
    return textOf(await runCliInEngine(client, engineCli(command, call, project, config)));
  } catch (error) {
    throw readable(error);
  }
}

function engineCli(command: string, call: ModuleRelease, project: string, config: Config): EngineCli {
  const { secrets = {}, source, dist, author, oidcRequestUrl: url } = call;
  const argument = dist === undefined ? call.named : cliPlaces.dist;
  return {
    argv: [command, ...(argument === undefined ? [] : [argument]), ...argvOf(call.options)],
    env: {
      WHEELWAY_CACHE_DIR: cliPlaces.state,
      WHEELWAY_ENGINE_SOURCE: cliPlaces.source,
      NO_COLOR: "1",
      LC_ALL: "C.UTF-8",
      ...(author === undefined ? {} : { [engineVariables.author]: author }),
      ...(url === undefined ? {} : { ACTIONS_ID_TOKEN_REQUEST_URL: url }),
    },
    secrets: namedSecrets(secrets, config),
    program: call.program,
    source,
    dist,
    workingFolder: join(cliPlaces.source, call.project ?? "."),
    project,
    image: call.image,
    nodeImage: call.nodeImage ?? nodeImage,
    config,
  };
}

/** By the variables in which they are looked for; the configuration names those of webhooks. */
function namedSecrets(
  { webhook, ...secrets }: NonNullable<ModuleRelease["secrets"]>,
  config: Config,
): EngineCli["secrets"] {
  const names = Object.keys(secretVariables) as (keyof typeof secretVariables)[];
  return Object.fromEntries([
    ...names.map((name) => [secretVariables[name], secrets[name]] as const),
    ...config.options.release.notify.map(({ urlFrom }) => [urlFrom, webhook] as const),
  ]);
}

function argvOf(options: ModuleRelease["options"]): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}=${value}`];
  });
}

/** What was asked for, or the error as the CLI words it. */
function textOf({ status, stdout, stderr }: EngineCliAnswer): string {
  if (status === 0) return stdout;
  const said = stderr.slice(Math.max(0, stderr.lastIndexOf("error["))).trim();
  // A plan with problems is an answer, and no error: what it says is on the standard output.
  throw new Error([stdout.trim(), said].filter(Boolean).join("\n\n") || `it ended with status ${status}`);
}

/** That of the project, or the defaults where there is none: what is published needs none. */
async function configOf({ source, project = ".", dist }: ModuleRelease): Promise<Config> {
  const folder = join(process.cwd(), "wheelway", "project");
  await mkdir(folder, { recursive: true });
  const names = ["pyproject.toml", "wheelway.toml", "setup.cfg", "PKG-INFO"];
  await source.directory(project).filter({ include: names }).export(folder);
  return readConfig(folder).catch((error: unknown) => {
    const missing = error instanceof WheelwayError && error.code === "project-no-pyproject";
    if (!missing || dist === undefined) throw error;
    return parseConfig({
      pyproject: { path: "pyproject.toml", text: '[project]\nname = "none"\nversion = "0"\n' },
    });
  });
}

/** Of the first wheel or sdist; the set itself is judged where it is published. */
async function publishedName(dist: NonNullable<EngineCli["dist"]>): Promise<string> {
  const names = (await dist.entries()).flatMap((file) => {
    const wheel = parseWheelName(file);
    if (!("malformed" in wheel)) return [wheel.name];
    const sdist = parseSdistName(file);
    return "malformed" in sdist ? [] : [sdist.name];
  });
  const [first] = names;
  if (first !== undefined) return normalizeName(first);
  throw new WheelwayError("artifacts-not-found", {
    message: "the folder has no wheel and no sdist",
    next: "Give --dist the folder that `wheelway build` writes, or that of any other builder.",
  });
}

function oneSource(): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: "one of dist and from-release is needed",
    next: "Give --dist=FOLDER, or --from-release=TAG.",
  });
}

function nameless(): WheelwayError {
  return new WheelwayError("project-not-found", {
    message: "the project has no name",
    next: "Write it into [project] of pyproject.toml.",
  });
}
