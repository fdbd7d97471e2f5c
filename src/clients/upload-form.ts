/** The form of the legacy upload API: one file with its metadata, as the index wants it (docs: "Upload API", protocol version 1). */

import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { Sdist, Wheel } from "../artifacts/archive.ts";
import { valuesOf } from "../artifacts/core-metadata.ts";
import type { Upload } from "./upload-index.ts";

/** Metadata field -> form field, where the name is not just lower case with underscores. */
const formNames: Readonly<Record<string, string>> = {
  "metadata-version": "metadata_version",
  classifier: "classifiers",
  "project-url": "project_urls",
  dynamic: "dynamic",
  platform: "platform",
  "supported-platform": "supported_platform",
  "license-file": "license_files",
};

const sent = [
  "Metadata-Version",
  "Name",
  "Version",
  "Summary",
  "Home-page",
  "Download-URL",
  "Author",
  "Author-email",
  "Maintainer",
  "Maintainer-email",
  "License",
  "License-Expression",
  "License-File",
  "Keywords",
  "Classifier",
  "Platform",
  "Supported-Platform",
  "Project-URL",
  "Requires-Python",
  "Requires-Dist",
  "Requires-External",
  "Provides-Extra",
  "Provides-Dist",
  "Obsoletes-Dist",
  "Description-Content-Type",
  "Dynamic",
] as const;

/** The file itself is read from the disk while it is sent. */
export async function uploadForm(artifact: Wheel | Sdist, upload: Upload): Promise<FormData> {
  const form = new FormData();
  form.set(":action", "file_upload");
  form.set("protocol_version", "1");
  form.set("filetype", artifact.kind === "wheel" ? "bdist_wheel" : "sdist");
  form.set("pyversion", artifact.kind === "wheel" ? artifact.name.pythons.join(".") : "source");
  form.set("sha256_digest", upload.sha256);
  const { headers } = artifact.metadata;
  for (const field of sent) {
    for (const value of valuesOf(headers, field)) form.append(formName(field), value);
  }
  const description = valuesOf(headers, "Description")[0] ?? headers.body;
  if (description.trim() !== "") form.set("description", description);
  if (upload.attestations.length > 0) form.set("attestations", `[${upload.attestations.join(",")}]`);
  form.set("content", await openAsBlob(upload.path), basename(upload.path));
  return form;
}

function formName(field: string): string {
  const name = field.toLowerCase();
  return formNames[name] ?? name.replaceAll("-", "_");
}
