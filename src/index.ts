/**
 * Builds every wheel and the sdist of a Python project, and proves each one where it will be installed.
 *
 * The project is the folder in which you call it, or `--source`. Wheels and the sdist are built once, without the
 * network, in manylinux and musllinux images, tested in fresh environments, and checked; `build` gives them with
 * checksums, a manifest and a report of every test. The configuration is `[tool.wheelway]` in pyproject.toml.
 */

import { dag, func, object, type Directory, type File, type Workspace } from "@dagger.io/dagger";
import { relative } from "node:path";
import { buildSdistWith } from "./pipeline/build-sdist.ts";
import { buildWith } from "./pipeline/build.ts";
import { goodFolder, inModule, moduleStyle } from "./pipeline/module-call.ts";
import { planWith } from "./pipeline/plan.ts";
import { testWith } from "./pipeline/test.ts";
import { verifyInModule } from "./pipeline/verify-module.ts";
import { planLines } from "./report/terminal-plan.ts";
import { validation } from "./report/validation.ts";

@object()
export class Wheelway {
  /**
   * Says what would be built, where, and what must come out. Nothing is run.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param source The project's folder; default: the one you are in.
   * @param only Names or globs of targets, such as `cp312-*`; default: all.
   * @param asJson Gives JSON in the place of a table.
   */
  @func()
  plan(workspace: Workspace, source?: Directory, only: string[] = [], asJson = false): Promise<string> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) => {
      const plan = await planWith(project, opened, call.request(only), call.surroundings);
      return asJson ? JSON.stringify(plan, undefined, 2) : planLines(plan, moduleStyle).join("\n");
    });
  }

  /**
   * Builds the sdist, from which every wheel is built.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param source The project's folder; default: the one you are in.
   */
  @func()
  sdist(workspace: Workspace, source?: Directory): Promise<File> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) =>
      file(await buildSdistWith(project, opened, call.path("sdist"), call.surroundings)),
    );
  }

  /**
   * Builds and tests wheels, and gives nothing but them.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param source The project's folder; default: the one you are in.
   * @param only Names or globs of targets, such as `cp312-*`; default: all.
   * @param locked Refuses a wheelway.lock that is missing or stale.
   */
  @func()
  wheels(workspace: Workspace, source?: Directory, only: string[] = [], locked = false): Promise<Directory> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) => {
      const report = await buildWith(project, opened, call.build(only, locked), call.surroundings);
      return folder(goodFolder(report, "build")).filter({ include: ["*.whl"] });
    });
  }

  /**
   * Builds, tests and checks everything: wheels, sdist, checksums, manifest and reports, as `wheelway build` writes dist/.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param source The project's folder; default: the one you are in.
   * @param only Names or globs of targets, such as `cp312-*`; default: all.
   * @param locked Refuses a wheelway.lock that is missing or stale.
   * @param reproduce Builds everything twice, under other settings, and compares the bytes.
   */
  @func()
  build(
    workspace: Workspace,
    source?: Directory,
    only: string[] = [],
    locked = false,
    reproduce = false,
  ): Promise<Directory> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) => {
      const request = { ...call.build(only, locked), reproduce };
      const report = await buildWith(project, opened, request, call.surroundings);
      return folder(goodFolder(report, "build"));
    });
  }

  /**
   * Tests artifacts that are built already, and says how each test ended.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param dist The folder of wheels and sdist.
   * @param source The project's folder, which says how to test; default: the one you are in.
   * @param only Names or globs of targets, such as `cp312-*`; default: all.
   */
  @func()
  test(workspace: Workspace, dist: Directory, source?: Directory, only: string[] = []): Promise<string> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) => {
      const request = { ...call.request(only), dist: await call.receive(dist, "given") };
      const report = await testWith(project, opened, request, call.surroundings);
      goodFolder(report, "test");
      return validation(report.record);
    });
  }

  /**
   * Checks the artifacts of a folder, or of a published release, as one set, and says what is wrong with them. Fails on
   * errors. Nothing in the artifacts is run or installed.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param dist The folder of wheels and sdist, with its manifest.json where there is one.
   * @param release A published release in the place of a folder, such as `pypi:name==1.0`.
   * @param previous The release it is held against: `pypi` (the newest earlier one) or a version.
   * @param previousDist A folder that it is held against.
   * @param contract A JSON file that says which artifacts there must be; default: manifest.json in the folder.
   * @param source The project whose `[tool.wheelway.checks]` holds, where the artifacts are its own; default: the one you are in.
   * @param index Address of the package index that `pypi` means.
   * @param identity Who must have published the release, such as `github:owner/name:release.yml`; default: the project's policy.
   * @param trustedRoot A JSON file of a Sigstore trusted root; attestations are verified with it.
   * @param format Of the report: text, json, markdown, html or sarif.
   * @param tools Runs auditwheel, abi3audit and twine.
   * @param strict Fails on warnings, too.
   * @param allowErrors Gives the report even where it has errors.
   */
  @func({ cache: "never" })
  verify(
    workspace: Workspace,
    dist?: Directory,
    release?: string,
    previous?: string,
    previousDist?: Directory,
    contract?: File,
    source?: Directory,
    index?: string,
    identity?: string,
    trustedRoot?: File,
    format = "text",
    tools = true,
    strict = false,
    allowErrors = false,
  ): Promise<string> {
    const project = (source ?? workspace.directory(".")).filter({
      include: ["pyproject.toml", "wheelway.toml", "setup.cfg", "PKG-INFO"],
    });
    return verifyInModule({
      client: dag,
      dist,
      release,
      previous,
      previousDist,
      contract,
      source: project,
      index,
      identity,
      trustedRoot,
      format,
      tools,
      strict,
      allowErrors,
    });
  }

  /**
   * Builds and tests everything, and says how each test of each artifact ended, also where something failed.
   *
   * @param workspace Where it is called from; given by the engine.
   * @param source The project's folder; default: the one you are in.
   * @param only Names or globs of targets, such as `cp312-*`; default: all.
   */
  @func()
  report(workspace: Workspace, source?: Directory, only: string[] = []): Promise<string> {
    return inModule(dag, source ?? workspace.directory("."), async ({ project, opened, ...call }) => {
      const report = await buildWith(project, opened, call.build(only, false), call.surroundings);
      return validation(report.record);
    });
  }
}

/** From the module's own container, below its working folder. */
function folder(path: string): Directory {
  return dag.currentModule().workdir(relative(process.cwd(), path));
}

function file(path: string): File {
  return dag.currentModule().workdirFile(relative(process.cwd(), path));
}
