/** What every backend does alike; a registering file gives a backend, and an environment with Python 3.8 or newer. */

import { describe, afterAll, beforeAll } from "vitest";
import type { Backend } from "../../src/backends/backend.ts";
import type { Environment } from "../../src/plan/task.ts";
import { actionContract } from "./backend-actions.ts";
import { failureContract } from "./backend-failures.ts";
import { networkContract } from "./backend-network.ts";
import { taskContract } from "./backend-tasks.ts";

export interface Subject<Tree> {
  /** Made with `plantedEnv` in its caller's environment, where it has one. */
  readonly backend: Backend<Tree>;
  readonly environment: Environment;
  /** The name under which a task reaches a listener of this process, or why it cannot. */
  readonly reach: { readonly host: string } | { readonly unreachable: string };
  /** Where the network cannot be shut: what the result says of it. */
  readonly notIsolated?: RegExp;
  /** Emulated: everything takes many times as long. */
  readonly slow?: true;
  readonly close: () => Promise<void>;
}

/** A variable of the user's that no task may see. */
export const plantedEnv = { WHEELWAY_PLANTED_TOKEN: "planted-token-5e1f" };

/** Gives the subject inside a test; it is made once, before the first. */
export type Get = () => Subject<unknown>;

export function backendContract(name: string, make: () => Promise<Subject<unknown>>): void {
  describe(`${name} backend`, () => {
    let subject: Subject<unknown> | undefined;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(async () => {
      await subject?.close();
    });
    const get: Get = () => {
      if (!subject) throw new Error("the backend was not made");
      return subject;
    };
    describe("tasks", () => taskContract(get));
    describe("failures", () => failureContract(get));
    describe("actions", () => actionContract(get));
    describe("network", () => networkContract(get));
  });
}
