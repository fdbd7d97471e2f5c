/** Reads image references as container tools do: `[registry[:port]/]name[:tag][@digest]`. */

import { defaultRegistry } from "../services.ts";

export interface ImageReference {
  /** Host and port that answer for it. */
  readonly registry: string;
  /** Name of the repository inside the registry. */
  readonly repository: string;
  /** `latest` where the reference has neither tag nor digest. */
  readonly tag: string | undefined;
  /** `sha256:…`. */
  readonly digest: string | undefined;
}

const repositoryPattern =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;
const registryPattern = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/** `undefined` for what is no reference (OCI distribution specification 1.1, "Pulling manifests"). */
export function parseImageReference(reference: string): ImageReference | undefined {
  const [named = "", digest, ...more] = reference.split("@");
  if (more.length > 0 || (digest !== undefined && !digestPattern.test(digest))) return undefined;
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  // Only a dot, a port or "localhost" makes the first part a registry.
  const hasRegistry = /[.:]/.test(first) || first === "localhost";
  const rest = hasRegistry ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(":");
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!repositoryPattern.test(name) || (tag !== undefined && !tagPattern.test(tag))) return undefined;
  if (hasRegistry && !registryPattern.test(first)) return undefined;
  const isDefault = !hasRegistry || first === defaultRegistry.name;
  return {
    registry: isDefault ? defaultRegistry.host : first,
    repository: isDefault && !name.includes("/") ? `${defaultRegistry.library}${name}` : name,
    tag: tag ?? (digest === undefined ? "latest" : undefined),
    digest,
  };
}

/** Registries of the machine itself speak plain HTTP, all others HTTPS. */
export function registryUrl(registry: string): string {
  const host = registry.replace(/:\d+$/, "");
  const loopback = host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
  return `${loopback ? "http" : "https"}://${registry}`;
}
