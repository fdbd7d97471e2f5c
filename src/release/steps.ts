/** The steps of a release, in the order they run. */

import type { Step } from "./step.ts";
import { approve } from "./steps/approve.ts";
import { buildArtifacts } from "./steps/build-artifacts.ts";
import { checkRepository } from "./steps/check-repository.ts";
import { claimVersion } from "./steps/claim-version.ts";
import { commitAndTag } from "./steps/commit-and-tag.ts";
import { draftRelease } from "./steps/draft-release.ts";
import { finish } from "./steps/finish.ts";
import { notify } from "./steps/notify.ts";
import { publishIndex } from "./steps/publish-index.ts";
import { publishRelease } from "./steps/publish-release.ts";
import { publishTestpypi } from "./steps/publish-testpypi.ts";
import { pushRefs } from "./steps/push-refs.ts";
import { recordRelease } from "./steps/record-release.ts";
import { runCheckpoints } from "./steps/run-checkpoints.ts";
import { runQuality } from "./steps/run-quality.ts";
import { setVersion } from "./steps/set-version.ts";
import { signArtifacts } from "./steps/sign-artifacts.ts";
import { updateChangelog } from "./steps/update-changelog.ts";
import { verifyArtifacts } from "./steps/verify-artifacts.ts";
import { verifyIndex } from "./steps/verify-index.ts";
import { verifyTestpypi } from "./steps/verify-testpypi.ts";

export const steps: readonly Step[] = [
  // What everybody has, and nothing else, is released; and by one run only.
  checkRepository,
  claimVersion,
  // One version everywhere, commands that must pass, and words for the users.
  setVersion,
  runQuality,
  runCheckpoints,
  updateChangelog,
  // Commit and tag stand before the build, here only: artifacts come from a clean tree, and versions from git are right.
  commitAndTag,
  buildArtifacts,
  // What is broken stays at home.
  verifyArtifacts,
  // Nothing has left the machine up to here, and nothing leaves it without a yes to exactly these bytes.
  approve,
  // Signatures differ each time: they are made once, and go wherever the files go.
  signArtifacts,
  // The forge keeps the bytes, unseen, before anything public names them: from the push on any machine can go on.
  draftRelease,
  pushRefs,
  // The test index first: a mistake there costs nothing.
  publishTestpypi,
  verifyTestpypi,
  // From here on it is with the users.
  publishIndex,
  verifyIndex,
  // Everything is where it belongs: the forge may show it.
  publishRelease,
  // It is out: the project keeps a record of it, and whoever wants to hear of it is told.
  recordRelease,
  notify,
  // The record is closed.
  finish,
];
