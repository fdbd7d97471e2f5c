/** Google Cloud: the metadata server vouches for the machine's service account, or for another one that it may act as. */

import { readFileSync } from "node:fs";
import { googleIdentity as addresses } from "../services.ts";
import type { Environment, FoundIdentity, IdentityOptions } from "./identity.ts";
import { askForIdentity, memberOf } from "./identity-request.ts";
import { readToken } from "./identity-token.ts";

const provider = "Google Cloud";

/** The machine's firmware says whose it is; Google's own libraries ask it, too. */
const productName = "/sys/class/dmi/id/product_name";
const products = ["Google", "Google Compute Engine"];

export function googleIdentity(env: Environment, options: IdentityOptions): FoundIdentity | undefined {
  const account = env["GOOGLE_SERVICE_ACCOUNT_NAME"];
  // A person's virtual machine has a service account too, whose name signing would write into a public log.
  const machine = () => env["CI"] && products.includes(product(options.productName ?? productName));
  if (!account && !machine()) return undefined;
  const metadata = `http://${env["GCE_METADATA_HOST"] ?? addresses.metadata}`;
  const { now, keepSecret } = options;
  return {
    source: {
      provider,
      token: async (audience, signal) => {
        const token = account
          ? await impersonated(account, { audience, metadata, signal }, options)
          : await own({ audience, metadata, signal }, options);
        keepSecret(token);
        return readToken(token, { provider, audience, now: now() });
      },
    },
  };
}

interface Asked {
  readonly audience: string;
  readonly metadata: string;
  readonly signal: AbortSignal;
}

const defaultAccount = "/computeMetadata/v1/instance/service-accounts/default/";
const headers = { "metadata-flavor": "Google" };

async function own({ audience, metadata, signal }: Asked, { http }: IdentityOptions): Promise<string> {
  const url = new URL(`${defaultAccount}identity`, metadata);
  url.searchParams.set("audience", audience);
  url.searchParams.set("format", "full");
  return (await askForIdentity({ provider, http, url, request: { headers, signal } })).trim();
}

async function impersonated(
  name: string,
  { audience, metadata, signal }: Asked,
  { http, keepSecret }: IdentityOptions,
): Promise<string> {
  const url = new URL(`${defaultAccount}token`, metadata);
  url.searchParams.set("scopes", addresses.scope);
  const text = await askForIdentity({ provider, http, url, request: { headers, signal } });
  const access = memberOf(provider, text, "access_token");
  keepSecret(access);
  const answer = await askForIdentity({
    provider,
    http,
    url: addresses.generateIdToken.replace("{account}", encodeURIComponent(name)),
    request: {
      method: "POST",
      headers: { authorization: `Bearer ${access}`, "content-type": "application/json" },
      body: JSON.stringify({ audience, includeEmail: true }),
      // Nothing is changed by it.
      repeatable: true,
      signal,
    },
  });
  return memberOf(provider, answer, "token");
}

function product(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
