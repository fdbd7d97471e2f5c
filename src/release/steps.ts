/** The steps of a release, in the order they run. */

import type { Step } from "./step.ts";
import { approve } from "./steps/approve.ts";
import { finish } from "./steps/finish.ts";
import { publishIndex } from "./steps/publish-index.ts";
import { publishTestpypi } from "./steps/publish-testpypi.ts";
import { verifyArtifacts } from "./steps/verify-artifacts.ts";
import { verifyIndex } from "./steps/verify-index.ts";
import { verifyTestpypi } from "./steps/verify-testpypi.ts";

export const steps: readonly Step[] = [
  // What is broken stays at home.
  verifyArtifacts,
  // Nothing has left the machine up to here, and nothing leaves it without a yes to exactly these bytes.
  approve,
  // The test index first: a mistake there costs nothing.
  publishTestpypi,
  verifyTestpypi,
  // From here on it is with the users.
  publishIndex,
  verifyIndex,
  // The record is closed.
  finish,
];
