/** What of an image and its network can change what a task gives; loads no part of the SDK. */

import type { Environment } from "../plan/task.ts";

type Image = Omit<Extract<Environment, { kind: "image" }>, "kind">;

/** Where packages come from. Proxies and certificates decide nothing. */
const indexes =
  "PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL".split(" ");

/** `registry/image@sha256:…`, with a tag or without. */
export function isPinned(image: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(image);
}

/** The digest alone stands for an image: wherever it is pulled from, it is the same. */
export function imageIdentity(
  { image, platform, python }: Image,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const digest = image.slice(image.lastIndexOf("@") + 1);
  const from = indexes.map((name) => env[name]?.replaceAll(/:\/\/[^/\s]*@/g, "://") ?? "");
  return JSON.stringify(["image", digest, platform, python, from]);
}
