/** Which targets are cross-compiled here, from what, and which of them cannot be made. */

import type { Backend } from "../backends/backend.ts";
import type { Config } from "../config/config.ts";
import { optionsFor } from "../config/options.ts";
import type { SkippedTarget } from "../config/select.ts";
import type { Facts } from "../lock/lock.ts";
import { crossCompiler } from "../lock/tools.ts";
import { crossFor, targetFiles, type Compiling, type TargetFiles } from "../plan/crossing.ts";
import { environmentFor } from "../plan/places.ts";
import { linuxArchitecture, type Crosses } from "../plan/runners.ts";
import type { Environment } from "../plan/task.ts";
import type { Cross } from "../recipes/cross-env.ts";
import { environmentOf, type ImageChoice } from "../recipes/environments.ts";
import { parsePlatform, type Architecture } from "../tags/platform.ts";
import type { Target } from "../tags/target.ts";

export interface CrossContext<Tree> {
  readonly config: Config;
  readonly images: ImageChoice;
  readonly backend: Backend<Tree>;
  readonly machine: Architecture | undefined;
  /** Version of the host's glibc. */
  readonly glibc?: readonly [number, number] | undefined;
  readonly facts: Facts;
  /** Files of a foreign interpreter on the host; `undefined`: they have to be derived. */
  readonly foreignFiles: ((target: Target) => Promise<TargetFiles | undefined>) | undefined;
}

/** How each target is compiled. A target of which nothing is said is compiled on its own platform. */
export async function compilingOf<Tree>(
  targets: readonly Target[],
  context: CrossContext<Tree>,
): Promise<ReadonlyMap<string, Compiling>> {
  const answers = targets.map(async (target): Promise<[string, Compiling]> => [
    target.id,
    await compiling(target, context),
  ]);
  return new Map(await Promise.all(answers));
}

/** What this machine can neither run nor cross-compile. */
export function notHere(
  targets: readonly Target[],
  compiled: ReadonlyMap<string, Compiling>,
  { machine, backend }: Pick<CrossContext<unknown>, "machine" | "backend">,
): SkippedTarget[] {
  if (backend.name !== "host" || machine === undefined) return [];
  const foreign = ({ platform }: Target) => platform.system === "linux" && platform.architecture !== machine;
  return targets.filter(foreign).flatMap(({ id, platform }): SkippedTarget[] => {
    const answer = compiled.get(id);
    if (answer?.how === "cross") return [];
    const because = answer?.how === "emulated" ? `: ${answer.why}` : "";
    return [{ id, kind: "platform", why: `this machine cannot make wheels for ${platform.name}${because}` }];
  });
}

/** Expected of machines that are not this one: whether they have the images that it takes is not asked. */
export function expectedCrosses(context: Pick<CrossContext<unknown>, "config" | "facts">): Crosses {
  return (target, runner) => {
    const machine = linuxArchitecture(runner);
    const cross = crossOf(target, { ...context, machine, glibc: undefined });
    return cross !== undefined && !("why" in cross);
  };
}

function crossOf(
  target: Target,
  { config, machine, glibc, facts }: Pick<CrossContext<unknown>, "config" | "machine" | "glibc" | "facts">,
): ReturnType<typeof crossFor> {
  return crossFor({
    target,
    options: optionsFor(config, target),
    backEnd: config.project.backend,
    machine,
    glibc,
    remembered: rememberedOf(facts, target),
  });
}

async function compiling<Tree>(target: Target, context: CrossContext<Tree>): Promise<Compiling> {
  const { machine } = context;
  const cross = crossOf(target, context);
  if (!cross || machine === undefined) return { how: "own" };
  if ("why" in cross)
    return { how: target.platform.architecture === machine ? "own" : "emulated", why: cross.why };
  return context.backend.name === "host"
    ? onHost(target, cross, context)
    : inImage(target, cross, { ...context, machine });
}

/** Only what the same compiler could not. */
function rememberedOf({ emulated }: Facts, { platform }: Target): string | undefined {
  const fact = emulated[platform.name];
  return fact?.compiler === crossCompiler ? fact.why : undefined;
}

async function onHost<Tree>(
  target: Target,
  cross: Cross,
  { machine, foreignFiles }: CrossContext<Tree>,
): Promise<Compiling> {
  const environment: Environment = { kind: "host", interpreter: target.interpreter.name };
  if (target.platform.architecture === machine)
    return { how: "cross", cross, environment, files: { from: "building" } };
  const files = (await foreignFiles?.(target)) ?? ({ from: "derived" } as const);
  return { how: "cross", cross, environment, files };
}

async function inImage<Tree>(
  target: Target,
  cross: Cross,
  { config, images, backend, machine }: CrossContext<Tree> & { readonly machine: Architecture },
): Promise<Compiling> {
  const own = environmentFor({ config, backend: "dagger", images }, target);
  const sibling = siblingOf(target, machine, { config, images });
  if (own?.kind !== "image" || sibling?.kind !== "image")
    return { how: "emulated", why: `there is no image of ${target.platform.name} for ${machine}` };
  const answer = await backend.supports(sibling);
  if (!answer.supported) return { how: "emulated", why: answer.why };
  const files = { from: "image", image: own.image, platform: own.platform, ...targetFiles(target) } as const;
  return { how: "cross", cross, environment: sibling, files };
}

/** The image of the same policy for the build machine; where the project names an image of its own, the one that is named after it. */
function siblingOf(
  target: Target,
  machine: Architecture,
  { config, images }: Pick<CrossContext<unknown>, "config" | "images">,
): Environment | undefined {
  const { name, architecture } = target.platform;
  const platform = parsePlatform(name.replace(new RegExp(`${architecture}$`), machine));
  if (!platform) return undefined;
  const overrides = { ...images.overrides, ...optionsFor(config, target).images };
  const named = overrides[name];
  const sibling = overrides[platform.name] ?? named?.split("@")[0]?.replaceAll(architecture, machine);
  const all = sibling === undefined ? overrides : { ...overrides, [platform.name]: sibling };
  return environmentOf(target.interpreter, platform, "dagger", { ...images, overrides: all });
}
