/** When something of a release happened, as people read it. */

/** ISO 8601 without seconds: "2026-11-21 12:00 UTC". */
export function moment(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
