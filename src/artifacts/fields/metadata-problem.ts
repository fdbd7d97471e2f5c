/** What is wrong with a field of core metadata, and who minds. */

export interface MetadataProblem {
  /** As the specification spells it; for what is no field, as it stands there. */
  readonly field: string;
  /** One sentence without a full stop that names the field. */
  readonly message: string;
  /**
   * invalid: the specification forbids it; installers, upload tools and the index refuse it.
   * unindexed: only the public index refuses it.
   * advice: everyone takes it, and someone is worse off for it.
   */
  readonly kind: "invalid" | "unindexed" | "advice";
}

/** A value as it may be shown: quoted, on one line, cut when long, nothing that moves text on a terminal. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The first of many, each as it may be shown. */
export function someOf(values: readonly string[]): string {
  const first = values.slice(0, 5).map(shown).join(", ");
  return values.length > 5 ? `${first} and ${values.length - 5} more` : first;
}
