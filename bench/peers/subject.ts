/** One who builds: Wheelway or a peer, started the same way and asked for the same wheels and the same test of each. */

import type { Cost } from "./meter.ts";
import type { Architecture } from "./docker.ts";
import type { Project } from "./projects.ts";

export interface Job {
  readonly project: Project;
  /** Folder of the copy that is built. */
  readonly source: string;
  /** Such as `cp312`; none for a pure project. */
  readonly pythons: readonly string[];
  readonly architecture: Architecture;
  readonly cores: string;
}

export interface Subject {
  readonly name: string;
  /** Why it cannot do such a job here. */
  lacks(job: Pick<Job, "architecture">): string | undefined;
  /** What it downloads stays from one benchmark to the next: what it has built once need not be built for that again. */
  readonly keepsDownloads?: boolean;
  /** Removes what its compiler cache has kept. */
  forget?(): void;
  /** Throws where it fails. */
  build(job: Job): Promise<Cost>;
}
