/** What a release needs of a door beside what every use case needs. */

import type { ReleaseEvent } from "../release/open-release.ts";
import type { Clock } from "../release/perform.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { StepEvent } from "../release/runner.ts";
import type { Surroundings } from "./surroundings.ts";

export interface ReleaseSurroundings extends Surroundings {
  /** The gate: takes secrets out of data that is written anywhere. */
  readonly redact: <T>(data: T) => T;
  /** From now on this value is masked everywhere. */
  readonly keepSecret: (value: string) => void;
  /** Absolute path of a file with identity tokens (`--oidc-token`). */
  readonly oidcToken?: string | undefined;
  /** Asks the person at the terminal; `undefined` where there is none. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** What commands of the project print. */
  readonly output: (text: string) => void;
  /** In the place of the real outside and its time: for tests, which do not wait and do not build. */
  readonly instead?: { readonly ports: (real: ReleasePorts) => ReleasePorts; readonly clock: Clock };
  readonly tellRelease: (event: ReleaseEvent | StepEvent) => void;
}
