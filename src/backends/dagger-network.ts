/** What containers with the network are told of it: a company's certificates, proxies and mirrors. */

import type { Client, Container } from "@dagger.io/dagger";
import { readFile } from "node:fs/promises";

export interface NetworkOptions {
  /** PEM file on this side with every certificate authority to trust; it takes the place of the image's own. */
  readonly caBundle?: string | undefined;
  /** The caller's environment: proxies and mirrors are taken from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface NetworkSettings {
  apply(client: Client, container: Container): Container;
  /** Shell commands to be run in the container before anything else. */
  readonly script: string;
}

const bundlePath = "/wheelway/ca-bundle.pem";

/** What OpenSSL, pip, requests, curl, cargo, git and Node.js each read. */
const bundleVariables = [
  "SSL_CERT_FILE",
  "PIP_CERT",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "CARGO_HTTP_CAINFO",
  "GIT_SSL_CAINFO",
  "NODE_EXTRA_CA_CERTS",
];

/**
 * The engine puts certificates of its own into the bundle of the image's system, which neither an older pip nor what
 * an image's own SSL_CERT_FILE names looks at. Where there are such certificates, the system's bundle is named to all.
 */
const trustSystem = `for own in /usr/local/share/ca-certificates/* /etc/pki/ca-trust/source/anchors/*; do
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -e "$own" ] && [ -e "$bundle" ]; then export ${bundleVariables.map((name) => `${name}="$bundle"`).join(" ")}; fi
  done
done`;

const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
/** They decide neither what is downloaded nor what comes of it: a result holds behind another proxy. */
const proxies = [...proxyNames, ...proxyNames.map((name) => name.toLowerCase())];
const mirrors = [
  ...["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST"],
  ...["UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"],
];

/** Throws where the bundle cannot be read. */
export async function networkSettings({ caBundle, env }: NetworkOptions): Promise<NetworkSettings> {
  const bundle = caBundle === undefined ? undefined : await readFile(caBundle, "utf8");
  const set = [...proxies, ...mirrors].flatMap((name): [string, string][] => {
    const value = env[name];
    return value ? [[name, value]] : [];
  });
  return {
    script: bundle === undefined ? trustSystem : "",
    apply: (client, container) => {
      let result = bundle === undefined ? container : withBundle(client, container, bundle);
      for (const [name, value] of set) result = withVariable(client, result, name, value);
      return result;
    },
  };
}

function withBundle(client: Client, container: Container, bundle: string): Container {
  const file = client.directory().withNewFile("ca-bundle.pem", bundle).file("ca-bundle.pem");
  return bundleVariables.reduce(
    (result, name) => result.withEnvVariable(name, bundlePath),
    container.withMountedFile(bundlePath, file),
  );
}

function withVariable(client: Client, container: Container, name: string, value: string): Container {
  // A password in it must not show in the engine's log.
  if (/:\/\/[^/\s]*@/.test(value))
    return container.withSecretVariable(name, client.setSecret(`wheelway-${name}`, value));
  return proxies.includes(name)
    ? container.withVolatileVariable(name, value)
    : container.withEnvVariable(name, value);
}
