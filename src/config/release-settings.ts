/** `[tool.wheelway.release]` as the release reads it: every default filled in. */

export type ForgeKind = "github" | "gitea" | "gitlab" | "none";

export interface VersionFile {
  /** Relative to the project. */
  readonly path: string;
  /** Text around the version, with `{version}` in its place; `undefined` where the file's kind says how (pyproject.toml, Cargo.toml, VERSION). */
  readonly pattern: string | undefined;
}

/** A command that must pass, a person's word that something was done, or both. */
export interface QualityCommand {
  readonly name: string;
  /** `undefined`: it runs elsewhere, and is acknowledged here. */
  readonly command: string | readonly string[] | undefined;
  /** Who acknowledges it, once the command has passed; `policy`: a run without a person does so itself. */
  readonly acknowledge: "person" | "policy" | undefined;
}

/** A project step that may need a person: migrations, fixtures. */
export interface Checkpoint {
  readonly name: string;
  readonly command: string | readonly string[] | undefined;
  /** Must somebody acknowledge it? */
  readonly approval: boolean;
}

export interface IndexSettings {
  readonly name: string;
  /** Upload address and simple API. */
  readonly upload: string;
  readonly simple: string;
  /** Address of a version's page, with `{project}` and `{version}`; `undefined` where there is none. */
  readonly page: string | undefined;
}

export interface SigstoreSettings {
  /** Base addresses, without a slash at their end. */
  readonly fulcio: string;
  readonly rekor: string;
  readonly tsa: string | undefined;
  readonly audience: string;
  /** Relative to the project; `undefined` where none is named. */
  readonly trustedRoot: string | undefined;
}

export interface ReleaseSettings {
  readonly branch: string | undefined;
  readonly remote: string;
  /** "v{version}". */
  readonly tagFormat: string;
  readonly signTag: boolean;
  /** Files that hold the version; found where the list is empty. */
  readonly versionFiles: readonly VersionFile[];
  /** Globs of paths that may be committed along although the tree must be clean. */
  readonly commitPaths: readonly string[];
  readonly commitMessage: string;
  /** Names of checks of the commit that must be green at the forge; "all". */
  readonly requiredChecks: readonly string[] | "all";
  readonly quality: readonly QualityCommand[];
  readonly checkpoints: readonly Checkpoint[];
  readonly changelog:
    | { readonly kind: "none" }
    /** CHANGELOG.md, where there is one. */
    | { readonly kind: "found" }
    | {
        readonly kind: "keep-a-changelog";
        readonly path: string;
        readonly generate: string | readonly string[] | undefined;
      };
  readonly approval: "person" | "policy" | "none";
  /** `undefined`: told by the remote's address. */
  readonly forge: ForgeKind | undefined;
  /** Base address of the API, for forges of one's own. */
  readonly forgeApi: string | undefined;
  /** "owner/name"; from the remote's address where left out. */
  readonly forgeProject: string | undefined;
  readonly index: IndexSettings | undefined;
  readonly testIndex: IndexSettings | undefined;
  readonly registries: readonly IndexSettings[];
  /** The release ends with the forge's; the indexes are the second half, which `publish --from-release` does. */
  readonly split: boolean;
  /** Prereleases go no further than the test index. */
  readonly prereleasesStop: boolean;
  /** Files that are published after the fact, such as recorded addresses; paths and what is written into them. */
  readonly record: readonly { readonly path: string; readonly template: string }[];
  readonly notify: readonly { readonly kind: "slack" | "matrix"; readonly urlFrom: string }[];
  /** Do nightlies go to the test index? */
  readonly nightlyTestIndex: boolean;
  /** How many nightly releases stay. */
  readonly nightlyKeep: number;
  /** Folder of human-readable logs, relative to the project. */
  readonly logFolder: string | undefined;
  /** Who signs: `undefined` for the public instance, `false` for nobody. */
  readonly sigstore: SigstoreSettings | false | undefined;
  /** Extra workflow to start after the forge's release is public (a release made with the default token starts none). */
  readonly dispatch:
    { readonly workflow: string; readonly inputs: Readonly<Record<string, string>> } | undefined;
}
