/** The objects of GitLab's API that releases need, checked; and the record that stands for a draft there. */

import { z } from "zod";
import type { CheckRun } from "./forge.ts";
import { statusState } from "./forge-github-checks.ts";
import { unreadable } from "./forge-failure.ts";

const fileName = z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/);

export const packageSchema = z.object({ id: z.int(), name: z.string(), version: z.string().nullish() });

export const packageFileSchema = z.object({
  id: z.int(),
  file_name: fileName,
  size: z.int().min(0),
  file_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullish(),
});
export type PackageFile = z.infer<typeof packageFileSchema>;

export const publishedSchema = z.object({
  tag_name: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  upcoming_release: z.boolean().optional(),
  _links: z.object({ self: z.string().optional() }).optional(),
  assets: z
    .object({ links: z.array(z.object({ id: z.int(), name: z.string(), url: z.string() })).optional() })
    .optional(),
});

/** The file of the package that says what the release will be. */
export const draftFile = "wheelway-draft.json";

export const draftSchema = z.object({
  tag: z.string(),
  commit: z.string(),
  title: z.string(),
  body: z.string(),
  prerelease: z.boolean(),
});
export type Draft = z.infer<typeof draftSchema>;

const statusSchema = z.object({ name: z.string(), status: z.string(), target_url: z.string().nullish() });

export function readStatus(data: unknown): CheckRun | undefined {
  const parsed = statusSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const { name, status, target_url: url } = parsed.data;
  return { name, state: statusState(status), url: url ?? undefined };
}

/** Throws a `ServiceFailure` where the answer has another shape. */
export function read<T>(service: string, what: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw unreadable(service, `${what} in its answer`);
}
