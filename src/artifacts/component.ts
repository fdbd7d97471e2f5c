/** What a wheel brings along or asks for: one entry of its software bill of materials. */

export interface Component {
  /** "requirement": installed beside it, not in it. "library": a file in it. "package": said by an SBOM in it. "crate": of Cargo.lock. */
  readonly kind: "requirement" | "library" | "package" | "crate";
  readonly name: string;
  /** `undefined` where it is not known, or for requirements, where installers choose it. */
  readonly version?: string;
  /** Package URL. */
  readonly purl?: string;
  /** An SPDX expression or a name; only as someone states it, never guessed. */
  readonly licence?: string;
  /** Hex SHA-256 of the file. */
  readonly sha256?: string;
  /** The requirement as it is declared. */
  readonly requirement?: string;
  /** It may be absent: a requirement of an extra or with a marker, a crate for other platforms. */
  readonly optional?: true;
  /** What says so: a member of the wheel, "Cargo.lock of the sdist", "Requires-Dist". */
  readonly source: string;
}

/** `pkg:TYPE/NAME@VERSION` (ECMA-427); names of PyPI are normalised by the caller. */
export function packageUrl(type: "pypi" | "cargo", name: string, version?: string): string {
  const part = (text: string) => encodeURIComponent(text).replaceAll("%3A", ":");
  return `pkg:${type}/${part(name)}${version === undefined ? "" : `@${part(version)}`}`;
}
