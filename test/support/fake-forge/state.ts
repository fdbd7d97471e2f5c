/** What the forge holds, on disk, so that it survives the forge too. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface StoredAsset {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly state: "uploaded" | "starter";
}

export interface StoredRelease {
  readonly id: number;
  readonly tag: string;
  readonly commit: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly immutable: boolean;
  readonly assets: readonly StoredAsset[];
}

export interface StoredDispatch {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** The repository beside the releases. */
export interface ForgeGit {
  /** Tag -> commit. */
  readonly tags: () => Readonly<Record<string, string>>;
  readonly makeTag: (tag: string, commit: string) => void;
}

interface Content {
  readonly nextId: number;
  readonly releases: readonly StoredRelease[];
  /** Tag -> commit; where there is a repository, its tags count. */
  readonly tags: Readonly<Record<string, string>>;
  /** Tags of immutable releases: used for ever. */
  readonly usedTags: readonly string[];
  readonly latest: number | undefined;
  readonly dispatches: readonly StoredDispatch[];
}

const empty: Content = {
  nextId: 1,
  releases: [],
  tags: {},
  usedTags: [],
  latest: undefined,
  dispatches: [],
};

export class ForgeState {
  readonly #folder: string;
  readonly #git: ForgeGit | undefined;

  constructor(folder: string, git?: ForgeGit) {
    this.#folder = folder;
    this.#git = git;
    mkdirSync(join(folder, "assets"), { recursive: true });
  }

  read(): Content {
    const path = join(this.#folder, "forge.json");
    return existsSync(path) ? { ...empty, ...(JSON.parse(readFileSync(path, "utf8")) as Content) } : empty;
  }

  tags(): Content["tags"] {
    return this.#git ? this.#git.tags() : this.read().tags;
  }

  makeTag(tag: string, commit: string): void {
    if (this.#git) this.#git.makeTag(tag, commit);
    else this.change({ tags: { ...this.read().tags, [tag]: commit } });
  }

  change(change: Partial<Content>): void {
    const path = join(this.#folder, "forge.json");
    writeFileSync(`${path}.new`, JSON.stringify({ ...this.read(), ...change }, undefined, 2));
    renameSync(`${path}.new`, path);
  }

  nextId(): number {
    const { nextId } = this.read();
    this.change({ nextId: nextId + 1 });
    return nextId;
  }

  release(id: number): StoredRelease | undefined {
    return this.read().releases.find((one) => one.id === id);
  }

  /** Adds it, or puts it in the place of the one with its id. */
  put(release: StoredRelease): void {
    const { releases } = this.read();
    const there = releases.some(({ id }) => id === release.id);
    this.change({
      releases: there
        ? releases.map((one) => (one.id === release.id ? release : one))
        : [...releases, release],
    });
  }

  removeRelease(id: number): void {
    const { releases } = this.read();
    this.change({ releases: releases.filter((one) => one.id !== id) });
  }

  assetOwner(id: number): StoredRelease | undefined {
    return this.read().releases.find(({ assets }) => assets.some((asset) => asset.id === id));
  }

  addAsset(release: StoredRelease, name: string, bytes: Buffer, state: StoredAsset["state"]): StoredAsset {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const asset = { id: this.nextId(), name, size: bytes.length, sha256, state };
    writeFileSync(join(this.#folder, "assets", String(asset.id)), bytes);
    this.put({ ...release, assets: [...release.assets, asset] });
    return asset;
  }

  removeAsset(id: number): void {
    const owner = this.assetOwner(id);
    if (!owner) return;
    this.put({ ...owner, assets: owner.assets.filter((asset) => asset.id !== id) });
    rmSync(join(this.#folder, "assets", String(id)), { force: true });
  }

  bytes(id: number): Buffer {
    return readFileSync(join(this.#folder, "assets", String(id)));
  }
}
