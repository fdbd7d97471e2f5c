/** What a person or a schedule asks of a release; both doors make it, nothing else is read from argv or the environment. */

export interface ReleaseRequest {
  readonly command: "release" | "publish" | "resume" | "rollback";
  /** Where the version comes from, if it is not in the project already. */
  readonly version:
    | { readonly kind: "bump"; readonly part: "major" | "minor" | "patch" | "pre" | "post" }
    | { readonly kind: "exact"; readonly version: string }
    /** From the project as it is, or from the tag. */
    | { readonly kind: "given" }
    | { readonly kind: "nightly" };
  readonly dryRun: boolean;
  /** Only to the test index. */
  readonly toTestIndex: boolean;
  /** `undefined`: as the version says. */
  readonly prerelease: boolean | undefined;
  /** Leave the forge's release a draft. */
  readonly draft: boolean;
  readonly forceRecreate: boolean;
  /** Answers the questions of a person at a terminal with yes; approval too. */
  readonly yes: boolean;
  /** For runs without a person: approval by policy. */
  readonly unattended: boolean;
  /** A person says that the owner of a claim is gone. */
  readonly takeOver: boolean;
  /** The CI's run; `undefined` on a laptop. */
  readonly ciRun: string | undefined;
  /** Who it is, for the journal: "name <mail>" of git, or the CI's actor. */
  readonly by: string;
}

/** Nothing that must be asked for; `command`, `version` and `by` are said each time. */
export const plainRequest: Omit<ReleaseRequest, "command" | "version" | "by"> = {
  dryRun: false,
  toTestIndex: false,
  prerelease: undefined,
  draft: false,
  forceRecreate: false,
  yes: false,
  unattended: false,
  takeOver: false,
  ciRun: undefined,
};
