/** The key of a task: one digest over everything that can change what comes out of it, known before it runs. Pure. */

import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../artifacts/canonical-json.ts";
import type { OutputFile, TaskResult } from "../driver/protocol.ts";
import type { InputRef, Task } from "./task.ts";

type Leaf = Exclude<InputRef, { from: "task" }>;

/** Hex SHA-256. */
export type TaskKey = string;

/** What a task's own data does not tell. */
export interface KeyParts {
  /** Of the driver's files (`driverDigest`). */
  readonly driver: string;
  /** Wheelway's version: how a task is handed to its environment is code of ours. */
  readonly wheelway: string;
  /** What its environment really is: an image by digest, an interpreter with its compilers (`Backend.identity`). */
  readonly environment: string;
  /** Input name -> what stands for its content. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Counted up when the same task would give something else for a reason that stands nowhere else. */
const format = 1;

/** Titles, limits, caches and `optional` are left out: they decide whether a task ends, not what it gives. */
export function taskKey(task: Task, parts: KeyParts): TaskKey {
  const { id, kind, commands, env, network, outputs } = task;
  return sha256(
    canonicalJson({ format, id, kind, commands, env, network, outputs, ...parts } as unknown as Json),
  );
}

/** Kinds whose files outlive a run; of the others, only that they passed and what they said. */
const keptKinds: readonly Task["kind"][] = ["sdist", "wheel", "audit"];
const toldKinds: readonly Task["kind"][] = ["test", "tools", "environment", "prepare"];

/** What of a passed task goes into the result store. */
export function keeps(task: Task): "files" | "verdict" | "nothing" {
  // A secret's value can change what comes out, and is part of no key.
  if (task.secrets.length > 0 || task.again !== undefined) return "nothing";
  if (keptKinds.includes(task.kind)) return "files";
  return toldKinds.includes(task.kind) ? "verdict" : "nothing";
}

/** Is a task run only for those that need its output? Where they are all in the store, it is not run at all. */
export function isSupport({ kind }: Pick<Task, "kind">): boolean {
  return kind === "tools" || kind === "prepare" || kind === "environment";
}

/**
 * Does the task take what an index offers at the moment it runs? The same key may then give something else tomorrow.
 * Tools, and requirements that come from `wheelway.lock`, are pinned by hash.
 */
export function isPerishable(task: Task): boolean {
  if (task.network === "none" || task.kind === "tools") return false;
  return !(task.kind === "environment" && task.inputs["requirements"] !== undefined);
}

/** Must the task have run before those that need it have a key? Its result, not its key, stands for it in theirs. */
export function isKnownByResult(task: Task): boolean {
  return task.kind === "sdist" || task.kind === "wheel" || isPerishable(task);
}

/**
 * What stands for one output of a task in the keys of those that need it: an archive is known by its content, an
 * environment by the requirements that it resolved to, other work with an index by the time at which it was done, and
 * everything else by its key.
 * @param made when the result was made, ISO 8601
 */
export function inputIdentity(
  task: Task,
  output: string,
  key: TaskKey,
  done: { readonly result: TaskResult; readonly made: string } | undefined,
): string {
  if (!done || !isKnownByResult(task)) return `task:${key}:${output}`;
  const files = done.result.outputs[output];
  if ((task.kind === "sdist" || task.kind === "wheel") && files) return contentIdentity(files);
  const [resolved] = done.result.outputs["requirements"] ?? [];
  return `task:${sha256(`${key}\n${resolved?.sha256 ?? done.made}`)}:${output}`;
}

/** A leaf by its content: `project` is the digest of the staged tree, `image` what the engine knows of an image. */
export function leafIdentity(
  input: Leaf,
  known: { readonly project?: string | undefined; readonly image?: string | undefined },
): string {
  switch (input.from) {
    case "project":
      return `project:${known.project ?? ""}`;
    case "text":
      return `text:${input.name}:${sha256(input.text)}`;
    case "file":
      // As a folder with the one file, which is what an sdist task gives.
      return contentIdentity([{ path: input.path.split(/[\\/]/).pop() ?? "", sha256: input.sha256 }]);
    case "image":
      return `image:${sha256(JSON.stringify([known.image, input.folder, input.paths]))}`;
    case "folder":
      return `folder:${input.sha256}`;
  }
}

/** Does a result tell of this task's commands, each by its name, and nothing else? */
export function tellsOf(task: Task, result: TaskResult): boolean {
  const names = (commands: readonly { readonly name: string }[]) => commands.map(({ name }) => name);
  return (
    result.id === task.id &&
    JSON.stringify(names(result.commands)) === JSON.stringify(names(task.commands)) &&
    result.commands.every(({ verdict }) => verdict === "passed")
  );
}

function contentIdentity(files: readonly Pick<OutputFile, "path" | "sha256">[]): string {
  return `content:${sha256(JSON.stringify(files.map(({ path, sha256 }) => [path, sha256])))}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
