/** Finds an index's credential as twine and uv do: environment, `.pypirc`, keyring, and trusted publishing where a CI vouches for us. */

import { join } from "node:path";
import { WheelwayError } from "../errors.ts";
import { textIfThere } from "../files.ts";
import { parsePypirc } from "./pypirc.ts";
import type { Credential } from "./upload-index.ts";

export interface CredentialSearch {
  /** "pypi", "testpypi", or the name that the configuration gives. */
  readonly name: string;
  readonly upload: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, where `.pypirc` is. */
  readonly home: string;
  /** Asks the keyring; `undefined` where there is none, or nothing in it. */
  readonly keyring: ((address: string, user: string) => Promise<string | undefined>) | undefined;
  /** Mints a token; `undefined` where no CI vouches for us. Throws what the index says against it. */
  readonly trusted: ((signal: AbortSignal) => Promise<string>) | undefined;
  /** Why no CI vouches for us. */
  readonly untrusted?: string | undefined;
}

/** `__token__` is the user of every API token. */
const tokenUser = "__token__";

/** Throws `credentials-missing`, with every place that was looked at. */
export async function findCredential(search: CredentialSearch, signal: AbortSignal): Promise<Credential> {
  const { trusted, untrusted, name } = search;
  const found = fromEnvironment(search) ?? (await fromPypirc(search)) ?? (await fromKeyring(search));
  if (found) return { ...found, trusted: false };
  if (trusted) {
    return { user: tokenUser, password: await trusted(signal), from: "trusted publishing", trusted: true };
  }
  throw new WheelwayError("credentials-missing", {
    message: `there are no credentials for ${name}`,
    why: `Looked at: ${variablesOf(name).join(", ")}; [${name}] of ~/.pypirc; the keyring; an identity of the CI for trusted publishing${untrusted === undefined ? "" : `: ${untrusted}`}.`,
    next: `Set ${variablesOf(name)[0] ?? ""} to an API token, or configure trusted publishing.`,
  });
}

type Found = Omit<Credential, "trusted">;

/** Variables that hold a token for one index, the most exact first; then those of twine and uv, which know one index only. */
export function variablesOf(name: string): readonly string[] {
  const own = `WHEELWAY_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_TOKEN`;
  const common = name === "testpypi" ? "TEST_PYPI_API_TOKEN" : name === "pypi" ? "PYPI_API_TOKEN" : undefined;
  return [
    own,
    ...(common === undefined ? [] : [common]),
    "TWINE_PASSWORD",
    "UV_PUBLISH_TOKEN",
    "UV_PUBLISH_PASSWORD",
  ];
}

function fromEnvironment({ name, env }: CredentialSearch): Found | undefined {
  for (const variable of variablesOf(name)) {
    const password = env[variable]?.trim();
    if (!password) continue;
    const userOf: Readonly<Record<string, string>> = {
      TWINE_PASSWORD: "TWINE_USERNAME",
      UV_PUBLISH_PASSWORD: "UV_PUBLISH_USERNAME",
    };
    const user = env[userOf[variable] ?? ""]?.trim();
    return { user: user === undefined || user === "" ? tokenUser : user, password, from: variable };
  }
  return undefined;
}

async function fromPypirc({ name, upload, home }: CredentialSearch): Promise<Found | undefined> {
  const text = await textIfThere(join(home, ".pypirc"));
  const entries = parsePypirc(text ?? "");
  const entry =
    entries.find((one) => one.name === name) ?? entries.find(({ repository }) => repository === upload);
  if (!entry?.password) return undefined;
  // A section that sends its password elsewhere is not meant for this index.
  if (entry.repository !== undefined && entry.repository !== upload) return undefined;
  return {
    user: entry.username ?? tokenUser,
    password: entry.password,
    from: `[${entry.name}] of ~/.pypirc`,
  };
}

async function fromKeyring({ upload, env, keyring }: CredentialSearch): Promise<Found | undefined> {
  const user = env["TWINE_USERNAME"] ?? env["UV_PUBLISH_USERNAME"] ?? tokenUser;
  const password = await keyring?.(upload, user);
  return password === undefined || password === "" ? undefined : { user, password, from: "the keyring" };
}
