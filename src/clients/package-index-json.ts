/** A project's page of the simple API as JSON: PEP 691, with sizes and times (700), yanked (592), provenance (740), status (792). */

import type { IndexedFile } from "../artifacts/index-listing.ts";
import { distinct, indexedFile } from "./package-index-file.ts";

export interface ParsedListing {
  readonly files: readonly IndexedFile[];
  readonly status?: string;
}

type Table = Readonly<Record<string, unknown>>;

/** @param base address that relative ones begin at */
export function parseJsonListing(
  text: string,
  base: string,
  project: string,
): ParsedListing | { readonly malformed: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { malformed: `it is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isTable(data)) return { malformed: "it is no table" };
  const meta = isTable(data["meta"]) ? data["meta"] : {};
  const api = meta["api-version"] ?? "1.0";
  if (typeof api !== "string" || !/^1\.\d+$/.test(api))
    return { malformed: `its version of the simple API is ${JSON.stringify(api)}, this Wheelway reads 1` };
  const { files } = data;
  if (!Array.isArray(files)) return { malformed: "it has no list of files" };
  const status = isTable(data["project-status"]) ? data["project-status"]["status"] : undefined;
  return {
    files: distinct(files.map((file: unknown) => (isTable(file) ? fileOf(file, base, project) : undefined))),
    ...(typeof status === "string" && status !== "active" ? { status } : {}),
  };
}

function fileOf(file: Table, base: string, project: string): IndexedFile | undefined {
  const hashes = isTable(file["hashes"]) ? file["hashes"] : {};
  return indexedFile(
    {
      file: file["filename"],
      url: file["url"],
      sha256: hashes["sha256"],
      size: file["size"],
      yanked: file["yanked"],
      uploaded: file["upload-time"],
      provenance: file["provenance"],
    },
    base,
    project,
  );
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
