/** What the public index takes and what it refuses, as its documentation and its answers say. */

import { createHash } from "node:crypto";
import { normalizeName, normalizeVersion } from "../../../src/tags/project-name.ts";
import type { IndexState, StoredFile } from "./state.ts";
import type { TrustedPublishing } from "./trusted.ts";

export interface Rules {
  /** Bytes of a file. */
  readonly fileLimit: number;
  /** Bytes of a project. */
  readonly projectLimit: number;
  /** Days after a release's first file in which it takes more. */
  readonly openDays: number;
}

export const publicRules: Rules = {
  fileLimit: 100 * 1024 * 1024,
  projectLimit: 10 * 1024 ** 3,
  openDays: 14,
};

export type Judgement = { readonly file: string; readonly sha256: string } & (
  | { readonly state: "store"; readonly stored: StoredFile; readonly content: Buffer }
  | { readonly state: "same" }
  | { readonly state: "refused"; readonly status: number; readonly why: string }
);

interface Context {
  readonly state: IndexState;
  readonly password?: string;
  readonly rules?: Partial<Rules>;
  readonly trusted?: TrustedPublishing;
}

export async function judgeUpload(
  form: FormData,
  authorization: string | undefined,
  context: Context,
): Promise<Judgement> {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const content = form.get("content");
  if (!(content instanceof File))
    return {
      file: "",
      sha256: "",
      state: "refused",
      status: 400,
      why: "Upload payload does not have a file.",
    };
  const bytes = Buffer.from(await content.arrayBuffer());
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = content.name;
  const refuse = (status: number, why: string): Judgement => ({
    file,
    sha256,
    state: "refused",
    status,
    why,
  });
  const rules = { ...publicRules, ...context.rules };
  const { state } = context;
  const identity = identify(authorization, context);
  if (identity === undefined) return refuse(403, "Invalid or non-existent authentication information.");
  if (identity === "expired") return refuse(403, "Invalid API Token: token is expired");
  if (text(":action") !== "file_upload" || text("protocol_version") !== "1")
    return refuse(400, "Unknown protocol version");
  if (text("sha256_digest") !== sha256)
    return refuse(400, "The digest supplied does not match a digest calculated from the uploaded file.");
  const project = normalizeName(text("name"));
  const version = normalizeVersion(text("version"));
  if (!version || text("metadata_version") === "") return refuse(400, "Invalid metadata: version");
  const same = state.find(file);
  if (same)
    return same.sha256 === sha256
      ? { file, sha256, state: "same" }
      : refuse(400, `File already exists ('${file}', with blake2_256 hash 'x').`);
  if (state.wasUsed(file))
    return refuse(400, "This filename has already been used, use a different version.");
  if (bytes.length > rules.fileLimit)
    return refuse(400, `File too large. Limit for project '${project}' is ${rules.fileLimit} bytes.`);
  const ofProject = state.files().filter((one) => one.project === project);
  const total = ofProject.reduce((sum, { size }) => sum + size, bytes.length);
  if (total > rules.projectLimit)
    return refuse(
      400,
      `Project size too large. Limit for project '${project}' total size is ${rules.projectLimit} bytes.`,
    );
  const ofVersion = ofProject.filter((one) => one.version === version);
  const kind = text("filetype") === "sdist" ? "sdist" : "wheel";
  if (kind === "sdist" && ofVersion.some((one) => one.kind === "sdist"))
    return refuse(400, "Only one sdist may be uploaded per release.");
  const first = Math.min(...ofVersion.map(({ uploaded }) => uploaded));
  const now = state.now();
  if (now - first > rules.openDays * 86_400_000)
    return refuse(400, "This release was created more than 14 days ago and no longer accepts new files.");
  const attestations = text("attestations");
  if (attestations !== "" && identity !== "trusted")
    return refuse(400, "Attestations are only supported when using Trusted Publishing");
  const wrong = attestations === "" ? undefined : attestationProblem(attestations, file, sha256);
  if (wrong !== undefined) return refuse(400, wrong);
  const provenance = attestations === "" ? {} : { provenance: provenanceOf(attestations) };
  return {
    file,
    sha256,
    state: "store",
    stored: { file, project, version, kind, sha256, size: bytes.length, uploaded: now, ...provenance },
    content: bytes,
  };
}

function identify(
  authorization: string | undefined,
  { password = "secret", trusted }: Context,
): "token" | "trusted" | "expired" | undefined {
  const [user, given] = Buffer.from(authorization?.replace(/^Basic /, "") ?? "", "base64")
    .toString()
    .split(":");
  if (user !== "__token__" || given === undefined) return undefined;
  if (given === password) return "token";
  return trusted?.tokenState(given);
}

/** As the public index judges them, but for their signatures. */
function attestationProblem(text: string, file: string, sha256: string): string | undefined {
  const all = JSON.parse(text) as readonly { readonly envelope: { readonly statement: string } }[];
  const kinds = new Set<string>();
  for (const { envelope } of all) {
    const statement = JSON.parse(Buffer.from(envelope.statement, "base64").toString()) as {
      readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
      readonly predicateType: string;
    };
    const [subject, second] = statement.subject;
    if (second || subject?.name !== file || subject.digest.sha256 !== sha256)
      return "Could not verify the uploaded artifact using the included attestation: subject does not match";
    if (kinds.has(statement.predicateType))
      return "Multiple attestations for the same file with the same predicate type are not supported";
    kinds.add(statement.predicateType);
  }
  return undefined;
}

function provenanceOf(attestations: string): string {
  return JSON.stringify({
    version: 1,
    attestation_bundles: [
      {
        publisher: { kind: "GitHub", repository: "demo/demo", workflow: "release.yml" },
        attestations: JSON.parse(attestations) as unknown,
      },
    ],
  });
}
