/** Everything a plan is made from, gathered: targets chosen, environments asked for, lock looked up. */

import type { Backend, Supported, Unsupported } from "../backends/backend.ts";
import { optionsFor } from "../config/options.ts";
import { selectTargets, type SkippedTarget } from "../config/select.ts";
import { WheelwayError } from "../errors.ts";
import { lockedImages, requirementsFor } from "../lock/lookup.ts";
import type { PlanInput } from "../plan/make-plan.ts";
import { environmentFor } from "../plan/places.ts";
import type { Compiling, Instead } from "../plan/crossing.ts";
import type { Environment } from "../plan/task.ts";
import type { ImageChoice } from "../recipes/environments.ts";
import type { Target } from "../tags/target.ts";
import { compilingOf, notHere } from "./cross-targets.ts";
import type { Tell } from "./events.ts";
import type { Opened } from "./open-backend.ts";
import { stagedAt, type Project } from "./project.ts";

export interface Prepared {
  /** The plan's input but for the kinds, which may have to be learned. */
  readonly input: Omit<PlanInput, "kinds">;
  readonly skipped: readonly SkippedTarget[];
  readonly notes: readonly string[];
}

/** Throws where a target that was asked for cannot be made here; says all of them at once. */
export async function preparePlan<Tree>(
  project: Project,
  only: readonly string[] | undefined,
  { backend, can, interpreters, foreignFiles }: Opened<Tree>,
  tell: Tell,
): Promise<Prepared> {
  const { config, lock } = project;
  const selected = selectTargets(config, can, only);
  const images: ImageChoice = {
    overrides: config.options.images,
    registry: config.options.registry,
    locked: lockedImages(lock),
  };
  const { machine, glibc } = can;
  const context = { config, images, backend, machine, glibc, facts: lock.facts, foreignFiles };
  const compiled = await compilingOf(selected.targets, context);
  const impossible = notHere(selected.targets, compiled, context);
  const targets = selected.targets.filter((target) => !impossible.some(({ id }) => id === target.id));
  const skipped = [...selected.skipped, ...impossible];
  refuseMissing(targets, skipped);
  const { support, untestable } = await askSupport(
    backend,
    { config, targets, images, machine },
    compiled,
    tell,
  );
  const elsewhere = skipped.filter(({ kind }) => kind === "platform").map(({ id }) => id);
  return {
    input: {
      config,
      targets,
      backend: backend.name,
      images,
      machine,
      ...answers(project, { compiled, untestable }, { backend: backend.name, machine }),
      native: (environment) => support.get(keyOf(environment))?.emulated === false,
      interpreters,
      fromSdist:
        project.sdist === undefined
          ? undefined
          : { from: "file", path: project.path, sha256: project.sdist.sha256 },
      subfolder: stagedAt(project).subfolder,
      epoch: project.epoch,
      lockedRequirements: (setFor) => requirementsFor(lock, setFor),
    },
    skipped,
    notes: elsewhere.length === 0 ? [] : [`made on another system, not here: ${elsewhere.join(", ")}`],
  };
}

/** What is known of cross builds, as a plan asks for it. */
function answers(
  { config }: Project,
  known: {
    readonly compiled: ReadonlyMap<string, Compiling>;
    readonly untestable: ReadonlyMap<string, string>;
  },
  here: Pick<PlanInput, "backend" | "machine">,
): Pick<PlanInput, "compiling" | "untestable"> {
  return {
    compiling: (target) => {
      const how = known.compiled.get(target.id) ?? { how: "own" };
      if (how.how !== "cross" || optionsFor(config, target).cross !== "auto") return how;
      return { ...how, instead: insteadOf(target, here, known.untestable) };
    },
    untestable: ({ id }) => known.untestable.get(id),
  };
}

function insteadOf(
  { id, platform }: Target,
  { backend, machine }: Pick<PlanInput, "backend" | "machine">,
  untestable: ReadonlyMap<string, string>,
): Instead | undefined {
  if (platform.architecture === machine) return "own-compiler";
  return backend === "dagger" && !untestable.has(id) ? "emulated" : undefined;
}

/** Asks for every environment of the targets; throws with all that cannot be had. */
async function askSupport<Tree>(
  backend: Backend<Tree>,
  { config, targets, images, machine }: Pick<PlanInput, "config" | "targets" | "images" | "machine">,
  compiled: ReadonlyMap<string, Compiling>,
  tell: Tell,
): Promise<{ support: Map<string, Supported>; untestable: Map<string, string> }> {
  const support = new Map<string, Supported>();
  const untestable = new Map<string, string>();
  const problems: (Unsupported & { readonly target: string })[] = [];
  const told = new Set<string>();
  for (const target of targets) {
    const environment = environmentFor({ config, backend: backend.name, images, machine }, target);
    if (environment?.kind === "image" && !told.has(environment.image)) {
      told.add(environment.image);
      // The first time it is pulled, which may take minutes.
      tell({ type: "note", severity: "info", text: `looking at the image ${environment.image}` });
    }
    const answer = environment ? await backend.supports(environment) : noImage(target);
    if (!answer.supported && mayStayUntested(answer, target, config, compiled))
      untestable.set(target.id, `not tested here: ${answer.why}`);
    else if (!answer.supported) problems.push({ ...answer, target: target.id });
    else if (environment) support.set(keyOf(environment), answer);
  }
  const [first] = problems;
  if (!first) return { support, untestable };
  const sameCode = problems.every(({ code }) => code === first.code);
  throw new WheelwayError((sameCode ? first.code : undefined) ?? "target-impossible", {
    message: `${problems.length} of ${targets.length} targets cannot be built here`,
    why: problems.map(({ target, why }) => `${target}: ${why}`).join("\n"),
    next: [
      ...new Set(problems.map(({ remedy }) => remedy)),
      "or leave them out with `skip` or `--only`",
    ].join("\n"),
  });
}

/** It can be compiled here, and nothing asks for more. */
function mayStayUntested(
  { code }: Unsupported,
  target: Target,
  config: PlanInput["config"],
  compiled: ReadonlyMap<string, Compiling>,
): boolean {
  const { required, untested } = optionsFor(config, target).test;
  const cross = compiled.get(target.id)?.how === "cross" && code !== "image-unreachable";
  return cross && (!required || untested !== undefined);
}

function noImage({ platform }: Target): Unsupported {
  return {
    supported: false,
    why: `nobody publishes an image for ${platform.name}`,
    remedy: `name one: [tool.wheelway.images] ${platform.name} = "registry/image"`,
  };
}

function keyOf(environment: Environment): string {
  return JSON.stringify(environment);
}

function refuseMissing(targets: readonly Target[], skipped: readonly SkippedTarget[]): void {
  const missing = skipped.filter(({ kind }) => kind === "interpreter");
  if (missing.length > 0) {
    const versions = [...new Set(missing.map(({ id }) => id.split("-")[0] ?? id))];
    throw new WheelwayError("interpreter-missing", {
      message: `${versions.join(", ")}: not on this machine`,
      why: missing.map(({ id, why }) => `${id}: ${why}`).join("\n"),
      next: `Install them (uv python install ${versions.map(uvName).join(" ")}), take another backend, or leave them out with \`skip\` or \`--only\`.`,
    });
  }
  if (targets.length > 0) return;
  throw new WheelwayError("target-impossible", {
    message: "no target is left to build",
    why:
      skipped.map(({ id, why }) => `${id}: ${why}`).join("\n") ||
      "No interpreter of this machine fits requires-python.",
    next: "`wheelway doctor` says what can be built here; `python` and `platforms` in [tool.wheelway] say what is wanted.",
  });
}

/** uv's name of an interpreter: 3.12, 3.14t, pypy3.11. */
export function uvName(name: string): string {
  const [, implementation = "", major = "", minor = ""] = /^([a-z]+)(\d)(\w+)$/.exec(name) ?? [];
  const prefix: Record<string, string> = { cp: "", pp: "pypy", gp: "graalpy" };
  return `${prefix[implementation] ?? ""}${major}.${minor}`;
}
