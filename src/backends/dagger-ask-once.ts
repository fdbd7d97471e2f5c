/** What the SDK would ask the engine for again and again, each time a request: once is enough. */

import type { DaggerTree } from "./dagger-trees.ts";

/** Text that is kept after it was read; logs can be longer than all else that is kept of a task. */
const longestKept = 1024 * 1024;

interface HasId {
  id(): Promise<string>;
}

/** Hands objects over by their ids. The SDK takes an id for an argument as it is; an object's it asks for each time. */
export class Handles {
  private readonly ids = new WeakMap<HasId, Promise<string>>();

  /** To be handed over, and for nothing else: it has no methods. */
  async of<T extends HasId>(object: T): Promise<T> {
    const id = this.ids.get(object) ?? object.id();
    this.ids.set(object, id);
    return (await id) as unknown as T;
  }

  async ofAll(trees: Readonly<Record<string, DaggerTree>>): Promise<Record<string, DaggerTree>> {
    const entries = Object.entries(trees).map(async ([name, tree]): Promise<[string, DaggerTree]> =>
      tree.kind === "file"
        ? [name, { ...tree, file: await this.of(tree.file) }]
        : [name, { ...tree, folder: await this.of(tree.folder) }],
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}

export function readOnce(read: () => Promise<string>): () => Promise<string> {
  let kept: string | undefined;
  return async () => {
    const text = kept ?? (await read());
    if (text.length <= longestKept) kept = text;
    return text;
  };
}
