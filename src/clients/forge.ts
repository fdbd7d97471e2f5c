/** The port to a forge's releases: GitHub, Gitea and Forgejo, GitLab, or none. Failures are `ServiceFailure`s. */

export interface ForgeAsset {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256, where the forge tells it. */
  readonly sha256: string | undefined;
  /** An upload that broke off leaves a part behind on some forges. */
  readonly complete: boolean;
}

export interface ForgeRelease {
  readonly id: string;
  readonly tag: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Published and closed for changes for ever. */
  readonly immutable: boolean;
  /** Page for people. */
  readonly url: string;
  readonly assets: readonly ForgeAsset[];
}

export interface ReleaseDetails {
  readonly tag: string;
  /** What the tag will name where it is not pushed yet; "" where it is there, or not known. */
  readonly commit: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Is it the newest for users? Only what is no prerelease can be. */
  readonly latest: boolean;
}

export interface CheckRun {
  readonly name: string;
  readonly state: "passed" | "failed" | "running" | "skipped";
  readonly url: string | undefined;
}

export interface Forge {
  readonly kind: "github" | "gitea" | "gitlab";
  /** Can a release be hidden until it is complete? Not on GitLab, where a package holds its files until then. */
  readonly drafts: boolean;
  /** Does a pushed tag make its draft public, some moments later? */
  readonly publishesOnPush?: boolean;
  /** Where the token was found; or why nothing can be written, and what to set. */
  readonly credential: { readonly from: string } | { readonly missing: string };
  /** Do its events start workflows? Those made with the default token of GitHub's CI do not. */
  readonly startsWorkflows: boolean;
  /** Every release of a tag, drafts too: there may be several drafts with one tag. */
  releasesOf(tag: string, signal: AbortSignal): Promise<readonly ForgeRelease[]>;
  release(id: string, signal: AbortSignal): Promise<ForgeRelease | undefined>;
  create(details: ReleaseDetails, signal: AbortSignal): Promise<ForgeRelease>;
  update(id: string, details: Partial<ReleaseDetails>, signal: AbortSignal): Promise<ForgeRelease>;
  /** No failure where it is gone already. */
  remove(id: string, signal: AbortSignal): Promise<void>;
  uploadAsset(
    release: string,
    asset: { readonly name: string; readonly path: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<ForgeAsset>;
  /** Streams the content to a file that must not exist; hex SHA-256 of what was written. */
  downloadAsset(release: string, asset: ForgeAsset, to: string, signal: AbortSignal): Promise<string>;
  /** No failure where it is gone already. */
  removeAsset(release: string, asset: string, signal: AbortSignal): Promise<void>;
  /** Only where two assets of one name are refused; elsewhere a replacement has its name from the beginning. */
  renameAsset?(release: string, asset: string, name: string, signal: AbortSignal): Promise<void>;
  /** Checks of a commit; `undefined` where the forge has none or does not tell. */
  checksOf(commit: string, signal: AbortSignal): Promise<readonly CheckRun[] | undefined>;
  /** Every release, newest first, at most `limit`: for nightlies that are pruned, and for "latest". */
  newest(limit: number, signal: AbortSignal): Promise<readonly ForgeRelease[]>;
  /** Starts a workflow at a tag; left out where the forge has none. */
  dispatch?(
    workflow: string,
    tag: string,
    inputs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
}
