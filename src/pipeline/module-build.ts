/** What the Dagger module builds and tests: each function gives a text, or the path of what it made below the module's working folder. */

import type { Tier } from "../store/tier.ts";
import { WheelwayError } from "../errors.ts";
import { planLines } from "../report/terminal-plan.ts";
import { slicePlanLines } from "../report/terminal-slices.ts";
import { validation } from "../report/validation.ts";
import { auditWith } from "./audit.ts";
import { buildSdistWith } from "./build-sdist.ts";
import { buildSliceWith } from "./build-slice.ts";
import { buildWith } from "./build.ts";
import { gatherWith } from "./gather.ts";
import {
  goodFolder,
  inModule,
  moduleStyle,
  type Exported,
  type ModuleCall,
  type ModulePlace,
  type Source,
} from "./module-call.ts";
import { planWith } from "./plan.ts";
import { slicesOf } from "./slice-plan.ts";
import { runnersOf, sliceCount } from "./slice-request.ts";
import type { BuildRequest } from "./surroundings.ts";
import { testWith } from "./test.ts";

/** Part of every call. */
interface ModuleTargets extends ModulePlace {
  /** Empty: all. */
  readonly only: readonly string[];
}

export interface ModulePlan extends ModuleTargets {
  readonly slices: string | undefined;
  readonly runners: string | undefined;
  readonly asJson: boolean;
}

export interface ModuleBuild extends ModuleTargets {
  readonly compilerCache: string;
  readonly locked?: boolean;
  readonly reproduce?: boolean;
  /** Results of earlier builds. */
  readonly store?: Source | undefined;
}

export interface ModuleSlice {
  /** Name, `2/3`, or `sdist`; left out: everything is built. */
  readonly slice?: string | undefined;
  /** The file of the plan. */
  readonly plan?: Exported | undefined;
  /** The folder of the slice `sdist`. */
  readonly sdist?: Source | undefined;
}

export function plan({ only, slices, runners, asJson, ...place }: ModulePlan): Promise<string> {
  const asked = () => {
    if (slices === undefined && runners !== undefined) throw without("runners", "slices");
    return place;
  };
  return inModule(asked, async ({ project, opened, surroundings, request }) => {
    if (slices === undefined) {
      const report = await planWith(project, opened, request(only), surroundings);
      return asJson ? json(report) : planLines(report, moduleStyle).join("\n");
    }
    const split = { ...request(only), count: sliceCount(slices), runners: runnersOf(runners) };
    const made = await slicesOf(project, split, surroundings, {}, opened.can);
    return asJson ? json(made) : slicePlanLines(made, moduleStyle).join("\n");
  });
}

export function sdist(place: ModulePlace): Promise<string> {
  const asked = () => place;
  return inModule(asked, ({ project, opened, path, surroundings }) =>
    buildSdistWith(project, opened, path("sdist"), surroundings),
  );
}

export function build(call: ModuleBuild & ModuleSlice): Promise<string> {
  return inCall(call, async (inside) => {
    const { project, opened, surroundings, receive } = inside;
    const request = await buildRequest(call, inside);
    const { slice, plan, sdist } = call;
    if (slice === undefined)
      return goodFolder(await buildWith(project, opened, request, surroundings), "build");
    const part = {
      ...{ ...request, slice, sdistSha256: undefined },
      plan: plan && (await receive(plan, "slices.json")),
      sdist: sdist && (await receive(sdist, "sdist")),
    };
    return goodFolder(await buildSliceWith(project, opened, part, surroundings), "build");
  });
}

/** The folder of results, also where the build was not good: what was made is made. */
export function results(call: ModuleBuild): Promise<string> {
  return inCall(call, async (inside) => {
    const { project, opened, surroundings, path } = inside;
    const store = call.store ?? call.client.directory();
    const request = await buildRequest({ ...call, store }, inside);
    await buildWith(project, opened, request, surroundings);
    return path("cache/results");
  });
}

/** How each test ended, also where something failed. */
export function report(call: ModuleBuild): Promise<string> {
  return inCall(call, async (inside) => {
    const { project, opened, surroundings } = inside;
    const { record } = await buildWith(project, opened, await buildRequest(call, inside), surroundings);
    return validation(record);
  });
}

export function test(call: ModuleBuild & { readonly dist: Source }): Promise<string> {
  return inCall(call, async ({ project, opened, surroundings, request, receive }) => {
    const asked = { ...request(call.only), dist: await receive(call.dist, "given") };
    const tested = await testWith(project, opened, asked, surroundings);
    goodFolder(tested, "test");
    return validation(tested.record);
  });
}

export interface ModuleGather extends ModulePlace {
  /** The folder of a slice, or one that holds such folders. */
  readonly slices: Source;
  readonly plan: Exported;
  readonly tools: boolean;
}

export function gather({ slices, plan, tools, ...place }: ModuleGather): Promise<string> {
  const asked = () => place;
  return inModule(asked, async (inside) => {
    const { project, opened, surroundings, path, receive } = inside;
    const request = {
      folders: [await receive(slices, "slices")],
      plan: await receive(plan, "slices.json"),
      project: project.path,
      to: path("dist"),
      force: false,
      tools,
    };
    const { images, registry } = project.config.options;
    const used = { images: { overrides: images, registry, locked: project.lock.images } };
    return goodFolder(
      await gatherWith(project, request, surroundings, (files) =>
        auditWith(opened, files, surroundings, used),
      ),
      "build",
    );
  });
}

function inCall(
  call: ModuleBuild & ModuleSlice,
  use: (call: ModuleCall<unknown>) => Promise<string>,
): Promise<string> {
  const asked = () => {
    const { only, slice, plan, sdist } = call;
    if (slice === undefined && (plan ?? sdist)) throw without(plan ? "plan" : "sdist", "slice");
    if (slice !== undefined && only.length > 0) throw together("only", "slice");
    return { ...call, compilerCache: compilerCacheNamed(call.compilerCache) };
  };
  return inModule(asked, use);
}

async function buildRequest(
  { only, locked = false, reproduce = false, store }: ModuleBuild,
  { build, receiveStore }: ModuleCall<unknown>,
): Promise<BuildRequest> {
  return { ...build(only, locked), reproduce, store: await receiveStore(store) };
}

/**
 * The module is not told who calls it, so that what it compiles is taken for a stranger's until the caller says that it is
 * not: a release and everything else that is trusted have a cache of their own.
 */
function compilerCacheNamed(name: string): Tier | undefined {
  if (name === "none") return undefined;
  if (name === "proposed" || name === "trusted") return name;
  throw new WheelwayError("usage-invalid", {
    message: `there is no compiler cache ${JSON.stringify(name)}`,
    next: "It is one of proposed, trusted, none.",
  });
}

function json(report: unknown): string {
  return JSON.stringify(report, undefined, 2);
}

function without(given: string, missing: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `--${given} says nothing without --${missing}`,
    next: `Give --${missing}, too.`,
  });
}

function together(one: string, other: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `--${one} and --${other} cannot be given together`,
    next: "Leave targets out when the plan is made: `plan --slices=auto --only=GLOB --as-json`.",
  });
}
