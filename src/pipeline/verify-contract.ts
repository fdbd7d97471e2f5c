/** Which contract a folder of artifacts is held against: a file that the user names, or the manifest beside the artifacts. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Contract } from "../artifacts/contract.ts";
import { manifestFile, parseManifest } from "../artifacts/manifest.ts";
import { contractSchema } from "../artifacts/manifest-schema.ts";
import { WheelwayError } from "../errors.ts";

/** A contract alone, a manifest.json, or what `wheelway plan --json` writes. */
const carriers = z.union([
  contractSchema,
  z.object({ contract: contractSchema }).transform(({ contract }) => contract),
  z.object({ plan: z.object({ contract: contractSchema }) }).transform(({ plan }) => plan.contract),
]);

/**
 * The contract of the file; else that of `folder/manifest.json`; `undefined` without either, and then completeness is
 * not judged: what a project would build today says nothing of artifacts that were made elsewhere.
 * Throws "contract-invalid".
 */
export async function findContract(
  file: string | undefined,
  folder: string | undefined,
): Promise<Contract | undefined> {
  if (file !== undefined) return readContract(file, await text(file, true));
  if (folder === undefined) return undefined;
  const path = join(folder, manifestFile);
  const manifest = await text(path, false);
  return manifest === undefined ? undefined : readContract(path, manifest);
}

/** `undefined` where there is no manifest that can be read whole: one with problems is told of as a contract. */
export async function digestsOfManifest(folder: string): Promise<Record<string, string> | undefined> {
  const manifest = await text(join(folder, manifestFile), false);
  const parsed = manifest === undefined ? undefined : parseManifest(manifest);
  if (!parsed || "malformed" in parsed) return undefined;
  return Object.fromEntries(parsed.artifacts.map(({ file, sha256 }) => [file, sha256]));
}

async function text(path: string, must: true): Promise<string>;
async function text(path: string, must: boolean): Promise<string | undefined>;
async function text(path: string, must: boolean): Promise<string | undefined> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    if (!must && (cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw invalid(path, "it cannot be read", cause);
  });
}

function readContract(path: string, json: string): Contract {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw invalid(path, `it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const parsed = carriers.safeParse(data);
  if (parsed.success) return parsed.data as Contract;
  const holder = contractIn(data);
  const { error } = contractSchema.safeParse(holder);
  throw invalid(path, error ? z.prettifyError(error) : "there is no contract in it");
}

/** The part that is meant to be the contract: its problems are the ones worth showing. */
function contractIn(data: unknown): unknown {
  const table = (value: unknown) =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const whole = table(data);
  return whole["contract"] ?? table(whole["plan"])["contract"] ?? data;
}

function invalid(path: string, why: string, cause?: unknown): WheelwayError {
  return new WheelwayError("contract-invalid", {
    message: `${path} is no contract`,
    why,
    next: "Give a contract of schema/manifest.schema.json, a manifest.json, or what `wheelway plan --json` writes.",
    cause,
  });
}
