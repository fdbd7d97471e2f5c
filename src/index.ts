/**
 * Builds every wheel and the sdist of a Python project, and proves each one where it will be installed.
 *
 * The project is `--source=.`, or a git address. Wheels and the sdist are built once, without the
 * network, in manylinux and musllinux images, tested in fresh environments, and checked; `build` gives them with
 * checksums, a manifest and a report of every test. The configuration is `[tool.wheelway]` in pyproject.toml.
 */

import {
  argument,
  dag,
  func,
  object,
  type Directory,
  type File,
  type GitRef,
  type Secret,
} from "@dagger.io/dagger";
import { join, relative } from "node:path";
import { bundled } from "./backends/dagger-program.ts";
import type * as moduleBuild from "./pipeline/module-build.ts";
import type * as moduleRelease from "./pipeline/module-release.ts";
import type * as verifyModule from "./pipeline/verify-module.ts";

/** What says how a project is built and released; all that is needed of one whose artifacts are built. */
const settingsFiles = ["pyproject.toml", "wheelway.toml", "setup.cfg", "PKG-INFO"];

/** Below the module's working folder; `bundled` makes it. */
const programFolder = "wheelway/program";

/** What is called of the program, by script. */
interface Scripts {
  readonly "module-build": typeof moduleBuild;
  readonly "module-release": typeof moduleRelease;
  readonly "verify-module": typeof verifyModule;
}

@object()
export class Wheelway {
  /** Wheelway, bundled. */
  private readonly program: Directory;

  constructor(
    /** package.json and package-lock.json of Wheelway itself; given by the engine. */
    @argument({ defaultPath: ".", ignore: ["**", "!package.json", "!package-lock.json"] })
    dependencies: Directory,
    /** Sources of Wheelway itself; given by the engine. */
    @argument({ defaultPath: ".", ignore: ["**", "!scripts/*.js", "!scripts/bundle.mjs", "!src/**"] })
    sources: Directory,
  ) {
    this.program = bundled(dependencies, sources);
  }

  /**
   * Says what would be built, where, and what must come out. Nothing is run.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   * @param slices Splits the plan over so many CI jobs; 'auto': one for each kind of machine.
   * @param runners Kinds of machines for the slices, such as 'linux-x86_64,linux-aarch64'; default: all.
   * @param asJson Gives JSON in the place of a table.
   */
  @func()
  async plan(
    source?: Directory,
    git?: GitRef,
    only: string[] = [],
    slices?: string,
    runners?: string,
    asJson = false,
  ): Promise<string> {
    const { plan } = await this.script("module-build");
    return plan({ client: dag, source, git, only, slices, runners, asJson });
  }

  /**
   * Builds the sdist, from which every wheel is built.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   */
  @func()
  async sdist(source?: Directory, git?: GitRef): Promise<File> {
    const { sdist } = await this.script("module-build");
    return file(await sdist({ client: dag, source, git }));
  }

  /**
   * Builds and tests wheels, and gives nothing but them.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   * @param locked Refuses a wheelway.lock that is missing or stale.
   * @param store Results of earlier builds, as `results` gives them: what has not changed is taken from there.
   * @param compilerCache Whose compilations are shared: 'proposed' (anyone's), 'trusted' (for what you publish; in no pull request), or 'none'.
   */
  @func()
  async wheels(
    source?: Directory,
    git?: GitRef,
    only: string[] = [],
    locked = false,
    store?: Directory,
    compilerCache = "proposed",
  ): Promise<Directory> {
    const { build } = await this.script("module-build");
    const call = { client: dag, source, git, only, locked, store, compilerCache };
    return folder(await build(call)).filter({ include: ["*.whl"] });
  }

  /**
   * Builds, tests and checks everything: wheels, sdist, checksums, manifest and reports.
   *
   * It gives the folder that `wheelway build` writes as dist/. With --slice it builds one part of a plan, for `gather`.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   * @param locked Refuses a wheelway.lock that is missing or stale.
   * @param reproduce Builds everything twice, under other settings, and compares the bytes.
   * @param store Results of earlier builds, as `results` gives them: what has not changed is taken from there.
   * @param compilerCache Whose compilations are shared: 'proposed' (anyone's), 'trusted' (for what you publish; in no pull request), or 'none'.
   * @param slice One slice of a plan, by name or as 2/3; 'sdist': what all slices are built from.
   * @param plan What `plan --slices --as-json` gave, as a file; for a slice.
   * @param sdist The folder that `build --slice=sdist` gave; for every other slice.
   */
  @func()
  async build(
    source?: Directory,
    git?: GitRef,
    only: string[] = [],
    locked = false,
    reproduce = false,
    store?: Directory,
    compilerCache = "proposed",
    slice?: string,
    plan?: File,
    sdist?: Directory,
  ): Promise<Directory> {
    const { build } = await this.script("module-build");
    const call = { client: dag, source, git, only, locked, reproduce, store, compilerCache };
    return folder(await build({ ...call, slice, plan, sdist }));
  }

  /**
   * Makes one verified folder of what the slices of a plan have built, as if one call had built it all.
   *
   * @param slices A folder that holds the folders of all slices, the sdist's, too.
   * @param plan What `plan --slices --as-json` gave, as a file.
   * @param source The project's folder, at the commit of the plan.
   * @param git The project as a git address, in the place of the folder.
   * @param tools Runs auditwheel, abi3audit and twine.
   */
  @func()
  async gather(
    slices: Directory,
    plan: File,
    source?: Directory,
    git?: GitRef,
    tools = true,
  ): Promise<Directory> {
    const { gather } = await this.script("module-build");
    return folder(await gather({ client: dag, source, git, slices, plan, tools }));
  }

  /**
   * Builds as `build` does, and gives the results to keep: as `--store`, they make a later build on any engine short.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   * @param store Results of earlier builds, which are taken and kept.
   * @param compilerCache Whose compilations are shared: 'proposed' (anyone's), 'trusted' (for what you publish; in no pull request), or 'none'.
   */
  @func()
  async results(
    source?: Directory,
    git?: GitRef,
    only: string[] = [],
    store?: Directory,
    compilerCache = "proposed",
  ): Promise<Directory> {
    const { results } = await this.script("module-build");
    return folder(await results({ client: dag, source, git, only, store, compilerCache }));
  }

  /**
   * Tests artifacts that are built already, and says how each test ended.
   *
   * @param dist The folder of wheels and sdist.
   * @param source The project's folder, which says how to test.
   * @param git The project as a git address, in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   */
  @func({ cache: "never" })
  async test(dist: Directory, source?: Directory, git?: GitRef, only: string[] = []): Promise<string> {
    const { test } = await this.script("module-build");
    return test({ client: dag, source, git, only, dist, compilerCache: "proposed" });
  }

  /**
   * Checks artifacts of a folder or a published release as one set, and says what is wrong. Fails on errors.
   *
   * Nothing in the artifacts is run or installed.
   *
   * @param dist The folder of wheels and sdist, with its manifest.json where there is one.
   * @param release A published release in the place of a folder, such as 'pypi:name==1.0'.
   * @param previous The release it is held against: 'pypi' (the newest earlier one) or a version.
   * @param previousDist A folder that it is held against.
   * @param contract A JSON file that says which artifacts there must be; default: manifest.json in the folder.
   * @param source The project whose [tool.wheelway.checks] holds, where the artifacts are its own.
   * @param index Address of the package index that 'pypi' means.
   * @param identity Who must have published the release, such as 'github:owner/name:release.yml'; default: the project's policy.
   * @param trustedRoot A JSON file of a Sigstore trusted root; attestations are verified with it.
   * @param format Of the report: text, json, markdown, html or sarif.
   * @param tools Runs auditwheel, abi3audit and twine.
   * @param strict Fails on warnings, too.
   * @param allowErrors Gives the report even where it has errors.
   */
  @func({ cache: "never" })
  async verify(
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
    const { verifyInModule } = await this.script("verify-module");
    return verifyInModule({
      ...{ client: dag, dist, release, previous, previousDist, contract, index, identity, trustedRoot },
      source: source?.filter({ include: settingsFiles }),
      ...{ format, tools, strict, allowErrors },
    });
  }

  /**
   * Builds and tests everything, and says how each test of each artifact ended, also where something failed.
   *
   * @param source The project's folder.
   * @param git The project as a git address, such as 'https://git.example/demo.git#v1.0', with its history and tags; in the place of the folder.
   * @param only Names or globs of targets, such as 'cp312-*'; default: all.
   */
  @func({ cache: "never" })
  async report(source?: Directory, git?: GitRef, only: string[] = []): Promise<string> {
    const { report } = await this.script("module-build");
    return report({ client: dag, source, git, only, compilerCache: "proposed" });
  }

  /**
   * Releases a version: version, commit, tag, build, approval, push, forge and indexes, in guarded steps. Calling it again goes on where it stopped.
   *
   * @param source The top folder of a git clone, with its .git and a remote over https.
   * @param project Path of the project's folder in the clone.
   * @param bump Part of the version to raise: major, minor, patch, pre or post.
   * @param version The version (PEP 440), in the place of a bump; default: the one that the project's files hold.
   * @param to How far it goes: testpypi or pypi; default: first the one, then the other.
   * @param plan Only says what each step would do, and all that stops it.
   * @param dryRun Rehearses in a clone; only says what would leave the engine.
   * @param yes Approves what is built; without it, a policy must.
   * @param prerelease Treats it as a prerelease; default: as the version says.
   * @param draft Leaves the forge's release a draft, for a person to make public.
   * @param forceRecreate First removes the tag and the release that an abandoned run left; refused once an index has something.
   * @param takeOver The run that holds the version's claim is gone for sure.
   * @param author Who makes the commit and the tag, as "Name <mail>"; default: user.name and user.email of the clone's own configuration.
   * @param gitToken Pushes to the remote, over https.
   * @param forgeToken Makes the forge's release.
   * @param indexToken Uploads to the index; not needed with trusted publishing.
   * @param testIndexToken Uploads to the test index; not needed with trusted publishing.
   * @param oidcToken Identity tokens of the CI for trusted publishing and signing, one for each audience.
   * @param oidcRequestToken ACTIONS_ID_TOKEN_REQUEST_TOKEN of a GitHub job, in the place of identity tokens.
   * @param oidcRequestUrl ACTIONS_ID_TOKEN_REQUEST_URL of the same job.
   * @param webhook Address of the webhook of release.notify, where the release is told.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async release(
    source: Directory,
    project = ".",
    bump?: string,
    version?: string,
    to?: string,
    plan = false,
    dryRun = false,
    yes = false,
    prerelease?: boolean,
    draft = false,
    forceRecreate = false,
    takeOver = false,
    author?: string,
    gitToken?: Secret,
    forgeToken?: Secret,
    indexToken?: Secret,
    testIndexToken?: Secret,
    oidcToken?: Secret,
    oidcRequestToken?: Secret,
    oidcRequestUrl?: string,
    webhook?: Secret,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("release", {
      ...{ source, project, author, image, nodeImage, oidcRequestUrl },
      options: {
        ...{ bump, version, to, plan, yes, prerelease, draft, "no-prerelease": prerelease === false },
        ...{ "dry-run": dryRun, "force-recreate": forceRecreate, "take-over": takeOver },
      },
      secrets: { gitToken, forgeToken, indexToken, testIndexToken, oidcToken, oidcRequestToken, webhook },
    });
  }

  /**
   * Uploads a folder or the files of a forge's release to the test index and the index, exactly once. Calling it again goes on where it stopped.
   *
   * @param dist The folder of wheels and sdist, built by anything.
   * @param fromRelease Tag of the forge's release whose files are published, in the place of a folder.
   * @param source The project whose settings hold, where the artifacts are its own.
   * @param to How far it goes: testpypi or pypi; default: first the one, then the other.
   * @param yes Approves what is in the folder; without it, a policy must.
   * @param author Who publishes, as "Name <mail>", for the journal.
   * @param gitToken Reads the tag from a remote that asks for it; only with fromRelease.
   * @param forgeToken Reads the forge's release, and makes a draft public; only with fromRelease.
   * @param indexToken Uploads to the index; not needed with trusted publishing.
   * @param testIndexToken Uploads to the test index; not needed with trusted publishing.
   * @param oidcToken Identity tokens of the CI for trusted publishing and signing, one for each audience.
   * @param oidcRequestToken ACTIONS_ID_TOKEN_REQUEST_TOKEN of a GitHub job, in the place of identity tokens.
   * @param oidcRequestUrl ACTIONS_ID_TOKEN_REQUEST_URL of the same job.
   * @param webhook Address of the webhook of release.notify, where the release is told.
   * @param image An image with git and Python, where it runs; default: one in which wheels are built.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async publish(
    dist?: Directory,
    fromRelease?: string,
    source?: Directory,
    to?: string,
    yes = false,
    author?: string,
    gitToken?: Secret,
    forgeToken?: Secret,
    indexToken?: Secret,
    testIndexToken?: Secret,
    oidcToken?: Secret,
    oidcRequestToken?: Secret,
    oidcRequestUrl?: string,
    webhook?: Secret,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    const project = source ?? dag.directory();
    return this.run("publish", {
      source: fromRelease === undefined ? project.filter({ include: settingsFiles }) : project,
      ...{ dist, author, image, nodeImage, oidcRequestUrl },
      options: { "from-release": fromRelease, to, yes },
      secrets: { gitToken, forgeToken, indexToken, testIndexToken, oidcToken, oidcRequestToken, webhook },
    });
  }

  /**
   * Tells how far releases that were begun in this engine are, and what of them is out there now.
   *
   * @param source The clone that is released, or the project that is published.
   * @param project Path of the project's folder in the clone.
   * @param release One of them: PROJECT, or PROJECT==VERSION; default: all.
   * @param offline Asks no index.
   * @param asJson Gives JSON in the place of a text.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async status(
    source: Directory,
    project = ".",
    release?: string,
    offline = false,
    asJson = false,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("status", {
      ...{ source, project, named: release, image, nodeImage },
      options: { offline, json: asJson },
    });
  }

  /**
   * Says yes to the set of an open release; nothing is sent yet: `release` goes on.
   *
   * @param source The clone that is released, or the project that is published.
   * @param project Path of the project's folder in the clone.
   * @param release The one that is meant, where several are open: PROJECT, or PROJECT==VERSION.
   * @param manifest Only where the manifest's digest begins so.
   * @param note Goes into the journal.
   * @param author Who approves, as "Name <mail>", for the journal.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async approve(
    source: Directory,
    project = ".",
    release?: string,
    manifest?: string,
    note?: string,
    author?: string,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("approve", {
      ...{ source, project, named: release, author, image, nodeImage },
      options: { manifest, note },
    });
  }

  /**
   * Says no to the set of an open release, and why; it goes no further.
   *
   * @param reason Goes into the journal.
   * @param source The clone that is released, or the project that is published.
   * @param project Path of the project's folder in the clone.
   * @param release The one that is meant, where several are open: PROJECT, or PROJECT==VERSION.
   * @param manifest Only where the manifest's digest begins so.
   * @param author Who rejects, as "Name <mail>", for the journal.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async reject(
    reason: string,
    source: Directory,
    project = ".",
    release?: string,
    manifest?: string,
    author?: string,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("reject", {
      ...{ source, project, named: release, author, image, nodeImage },
      options: { manifest, reason },
    });
  }

  /**
   * Takes a version back as far as that goes, and names what a person must do.
   *
   * @param source The clone that was released.
   * @param project Path of the project's folder in the clone.
   * @param version The version; default: the release that is open.
   * @param plan Only says what it would do.
   * @param yes Does it; without it, nothing is taken back.
   * @param takeOver The run that holds the version's claim is gone for sure.
   * @param author Who takes it back, as "Name <mail>", for the journal.
   * @param gitToken Removes the tag from the remote, over https.
   * @param forgeToken Removes the forge's release.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async rollback(
    source: Directory,
    project = ".",
    version?: string,
    plan = false,
    yes = false,
    takeOver = false,
    author?: string,
    gitToken?: Secret,
    forgeToken?: Secret,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("rollback", {
      ...{ source, project, named: version, author, image, nodeImage },
      options: { plan, yes, "take-over": takeOver },
      secrets: { gitToken, forgeToken },
    });
  }

  /**
   * Takes back a release that was begun in this engine and has sent nothing; its journal is kept.
   *
   * @param source The clone that is released, or the project that is published.
   * @param project Path of the project's folder in the clone.
   * @param release The one that is meant, where several are open: PROJECT, or PROJECT==VERSION.
   * @param leaveSent Closes it although something was sent; that stays where it is.
   * @param author Who decides it, as "Name <mail>", for the journal.
   * @param gitToken Gives the version's claim back on the remote, over https.
   * @param forgeToken Takes back what the forge has, as far as nobody has seen it.
   * @param image An image with git and Python, where it runs; default: the one that the project's wheels are built in.
   * @param nodeImage An image with Node.js 24, such as one of a mirror.
   */
  @func({ cache: "never" })
  async abort(
    source: Directory,
    project = ".",
    release?: string,
    leaveSent = false,
    author?: string,
    gitToken?: Secret,
    forgeToken?: Secret,
    image?: string,
    nodeImage?: string,
  ): Promise<string> {
    return this.run("abort", {
      ...{ source, project, named: release, author, image, nodeImage },
      options: { "leave-sent": leaveSent },
      secrets: { gitToken, forgeToken },
    });
  }

  private async run(
    command: Parameters<Scripts["module-release"]["releaseInModule"]>[1],
    call: Omit<moduleRelease.ModuleRelease, "program">,
  ): Promise<string> {
    const { releaseInModule } = await this.script("module-release");
    return releaseInModule(dag, command, { ...call, program: this.program });
  }

  private async script<Name extends keyof Scripts>(name: Name): Promise<Scripts[Name]> {
    await this.program.export(programFolder);
    return (await import(join(process.cwd(), programFolder, "build", `${name}.js`))) as Scripts[Name];
  }
}

/** From the module's own container, below its working folder. */
function folder(path: string): Directory {
  return dag.currentModule().workdir(relative(process.cwd(), path));
}

function file(path: string): File {
  return dag.currentModule().workdirFile(relative(process.cwd(), path));
}
