import { expect, it } from "vitest";
import { parseAge, parseSize, storeLimits } from "../../../src/store/limits.ts";
import { accessOf } from "../../../src/store/tier.ts";

it("lets a release take nothing that a pull request built", () => {
  const pullRequest = { event: "pull-request", fork: false } as const;
  expect(accessOf(pullRequest, false)).toEqual({ writes: "proposed", reads: ["trusted", "proposed"] });
  for (const run of [pullRequest, { event: "push", fork: false } as const, undefined])
    expect(accessOf(run, true).reads).not.toContain("proposed");
});

it("lets only the CI's own branches, tags and schedules write what is trusted", () => {
  for (const event of ["push", "tag", "schedule", "manual"] as const) {
    expect(accessOf({ event, fork: false }, false)).toEqual({ writes: "trusted", reads: ["trusted"] });
    expect(accessOf({ event, fork: true }, false).writes).toBe("proposed");
  }
  expect(accessOf({ event: "unknown", fork: false }, false).writes).toBe("proposed");
  expect(accessOf(undefined, false).writes).toBe("local");
});

it("reads sizes and ages as people write them", () => {
  expect(parseSize("5GiB")).toBe(5 * 2 ** 30);
  expect(parseSize("1.5 MB")).toBe(1_500_000);
  expect(parseSize("0")).toBe(0);
  for (const text of ["", "-1", "1XB", "five", "1GiB/s"]) expect(parseSize(text)).toBeUndefined();
  expect(parseAge("12h")).toBe(43_200_000);
  for (const text of ["", "12", "1y", "-1d"]) expect(parseAge(text)).toBeUndefined();
  expect(() => storeLimits({ WHEELWAY_CACHE_SIZE: "many" })).toThrow("WHEELWAY_CACHE_SIZE");
});
