/** The use cases behind the commands; each is loaded when it is called, so that `--help` stays fast. */

import type { BuildReport } from "../pipeline/build-report.ts";
import type { SliceRequest } from "../pipeline/build-slice.ts";
import type { GatherRequest } from "../pipeline/gather.ts";
import type { CacheReport, CacheRequest } from "../pipeline/cache.ts";
import type { DoctorReport } from "../pipeline/doctor.ts";
import type { CiReport, CiRequest } from "../pipeline/ci.ts";
import type { InitReport, InitRequest } from "../pipeline/init.ts";
import type { LockReport, LockRequest } from "../pipeline/lock-project.ts";
import type { PublishRequest } from "../pipeline/publish.ts";
import type { ReleaseCommand, ReleaseOutcome } from "../pipeline/release.ts";
import type { DecideReport, DecideRequest } from "../pipeline/release-decide.ts";
import type { ResumeRequest } from "../pipeline/release-resume.ts";
import type { RollbackReport, RollbackRequest } from "../pipeline/release-rollback.ts";
import type { StatusReport, StatusRequest } from "../pipeline/release-status.ts";
import type { ReleaseReport } from "../pipeline/release-report.ts";
import type { ReleaseSurroundings } from "../pipeline/release-surroundings.ts";
import type { CostReport, CostRequest } from "../pipeline/plan-cost.ts";
import type { PlanReport } from "../pipeline/plan.ts";
import type { SlicePlan, SlicesRequest } from "../pipeline/slice-plan.ts";

import type { TestRequest } from "../pipeline/test.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { VerifyRequest } from "../pipeline/verify-request.ts";
import type { BuildRequest, ProjectRequest, Surroundings } from "../pipeline/surroundings.ts";

type UseCase<Request, Report> = (request: Request, surroundings: Surroundings) => Promise<Report>;

type ReleaseUseCase<Request, Report> = (
  request: Request,
  surroundings: ReleaseSurroundings,
) => Promise<Report>;

export interface UseCases {
  readonly plan: UseCase<ProjectRequest, PlanReport>;
  readonly planSlices: UseCase<SlicesRequest, SlicePlan>;
  readonly planCost: UseCase<CostRequest, CostReport>;
  readonly build: UseCase<BuildRequest, BuildReport>;
  readonly buildSlice: UseCase<SliceRequest, BuildReport>;
  readonly gather: UseCase<GatherRequest, BuildReport>;
  readonly test: UseCase<TestRequest, BuildReport>;
  readonly verify: UseCase<VerifyRequest, VerifyReport>;
  readonly lock: UseCase<LockRequest, LockReport>;
  readonly init: UseCase<InitRequest, InitReport>;
  readonly ci: UseCase<CiRequest, CiReport>;
  readonly release: (command: ReleaseCommand, surroundings: ReleaseSurroundings) => Promise<ReleaseOutcome>;
  readonly publish: (request: PublishRequest, surroundings: ReleaseSurroundings) => Promise<ReleaseReport>;
  readonly status: ReleaseUseCase<StatusRequest, StatusReport>;
  readonly resume: ReleaseUseCase<ResumeRequest, ReleaseReport>;
  readonly rollback: ReleaseUseCase<RollbackRequest, RollbackReport>;
  readonly decide: ReleaseUseCase<DecideRequest, DecideReport>;
  readonly cache: UseCase<CacheRequest, CacheReport>;
  readonly doctor: (surroundings: Surroundings) => Promise<DoctorReport>;
}

export const useCases: UseCases = {
  plan: async (...args) => (await import("../pipeline/plan.ts")).plan(...args),
  planSlices: async (...args) => (await import("../pipeline/slice-plan.ts")).planSlices(...args),
  planCost: async (...args) => (await import("../pipeline/plan-cost.ts")).planCost(...args),
  build: async (...args) => (await import("../pipeline/build.ts")).build(...args),
  buildSlice: async (...args) => (await import("../pipeline/build-slice.ts")).buildSlice(...args),
  gather: async (...args) => (await import("../pipeline/gather.ts")).gather(...args),
  test: async (...args) => (await import("../pipeline/test.ts")).test(...args),
  verify: async (...args) => (await import("../pipeline/verify.ts")).verify(...args),
  lock: async (...args) => (await import("../pipeline/lock-project.ts")).lock(...args),
  init: async (...args) => (await import("../pipeline/init.ts")).init(...args),
  ci: async (...args) => (await import("../pipeline/ci.ts")).ci(...args),
  release: async (...args) => (await import("../pipeline/release.ts")).release(...args),
  publish: async (...args) => (await import("../pipeline/publish.ts")).publish(...args),
  status: async (...args) => (await import("../pipeline/release-status.ts")).releaseStatus(...args),
  resume: async (...args) => (await import("../pipeline/release-resume.ts")).resumeRelease(...args),
  rollback: async (...args) => (await import("../pipeline/release-rollback.ts")).rollback(...args),
  decide: async (...args) => (await import("../pipeline/release-decide.ts")).decide(...args),
  cache: async (...args) => (await import("../pipeline/cache.ts")).cache(...args),
  doctor: async (surroundings) => (await import("../pipeline/doctor.ts")).doctor(surroundings),
};
