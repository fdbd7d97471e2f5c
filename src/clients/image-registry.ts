/** Asks image registries for digests, without credentials (OCI distribution specification 1.1). */

import { createHash } from "node:crypto";
import { WheelwayError } from "../errors.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { parseImageReference, registryUrl, type ImageReference } from "./image-reference.ts";

/** An index of several platforms, or the manifest of one; OCI's types and Docker's older ones. */
const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * The digest that `reference` stands for now; its own where it has one. An image of several platforms has the digest
 * of its index. Throws `image-unreachable`.
 */
export async function resolveDigest(
  reference: string,
  http: Http,
  signal?: AbortSignal,
): Promise<{ readonly digest: string }> {
  const image = parseImageReference(reference);
  if (!image) {
    throw new WheelwayError("image-unreachable", {
      message: `"${reference}" is not an image reference`,
      next: "Write it as registry/name:tag, for instance registry.example/mirror/manylinux_2_28_x86_64:2026.11.01.",
    });
  }
  if (image.digest !== undefined) return { digest: image.digest };
  const asked = { signal, headers: { accept } };
  const url = `${registryUrl(image.registry)}/v2/${image.repository}/manifests/${image.tag ?? "latest"}`;
  const send = (method: "HEAD" | "GET", headers: Record<string, string>) =>
    http(url, { method, headers: { ...asked.headers, ...headers }, ...(signal ? { signal } : {}) });

  let authorization: Record<string, string> = {};
  let response = answered(reference, await send("HEAD", {}));
  if (response.status === 401) {
    authorization = await authorize(response, image, reference, http, signal);
    response = answered(reference, await send("HEAD", authorization));
  }
  const digest = response.headers.get("docker-content-digest");
  if (response.ok && digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest)) return { digest };
  // The header is optional, and so is HEAD for some; the digest is that of the manifest's bytes.
  if (response.ok || response.status === 405) {
    response = answered(reference, await send("GET", authorization));
    if (response.ok) return { digest: await digestOf(response) };
  }
  throw refused(reference, response.status);
}

async function digestOf(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The anonymous token that public registries hand out ("Token Authentication Specification" of the same project). */
async function authorize(
  response: Response,
  image: ImageReference,
  reference: string,
  http: Http,
  signal: AbortSignal | undefined,
): Promise<Record<string, string>> {
  const challenge = response.headers.get("www-authenticate") ?? "";
  const parameter = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, "i").exec(challenge)?.[1];
  const realm = parameter("realm");
  if (!/^Bearer /i.test(challenge) || realm === undefined || !URL.canParse(realm))
    throw refused(reference, 401);
  const url = new URL(realm);
  if (url.protocol !== new URL(registryUrl(url.host)).protocol) throw refused(reference, 401);
  url.searchParams.set("service", parameter("service") ?? image.registry);
  url.searchParams.set("scope", parameter("scope") ?? `repository:${image.repository}:pull`);
  const answer = answered(reference, await http(url, signal ? { signal } : {}));
  if (!answer.ok) throw refused(reference, answer.status);
  const body: unknown = await answer.json().catch(() => undefined);
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const token = fields["token"] ?? fields["access_token"];
  if (typeof token !== "string") throw refused(reference, 401);
  return { authorization: `Bearer ${token}` };
}

const mirror = 'a mirror can be named: [tool.wheelway] registry = "registry.example/mirror"';

function answered(reference: string, answer: HttpAnswer): Response {
  if (answer.answered) return answer.response;
  const times = answer.attempts === 1 ? "" : ` (${answer.attempts} attempts)`;
  throw new WheelwayError("image-unreachable", {
    message: `the registry of ${reference} does not answer`,
    why: `${answer.why}${times}`,
    next: `Check the network, then run it again; ${mirror}. Behind a proxy, Node.js 22.21 or newer with NODE_USE_ENV_PROXY=1 is needed.`,
  });
}

function refused(reference: string, status: number): WheelwayError {
  if (status === 404) {
    return new WheelwayError("image-unreachable", {
      message: `there is no image ${reference}`,
      why: "The registry answers, and knows no such name or tag.",
      next: "Correct the name in [tool.wheelway.images].",
    });
  }
  if (status === 401 || status === 403) {
    return new WheelwayError("image-unreachable", {
      message: `the registry of ${reference} wants credentials`,
      why: `It answered ${status}. Digests are asked for anonymously: ~/.docker/config.json is not read.`,
      next: `Write the digest into the reference yourself ([tool.wheelway.images] … = "name@sha256:…"), or ${mirror}.`,
    });
  }
  return new WheelwayError("image-unreachable", {
    message: `the registry of ${reference} cannot tell its digest`,
    why: `It answered ${status}.`,
    next: `Run it again later; ${mirror}.`,
  });
}
