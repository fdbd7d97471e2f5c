/** The CLI as the Dagger module runs it in a container: what it releases is in a checkout that outlives the container. */

import type { ExitStatus } from "../errors.ts";
import type { Door } from "./door.ts";
import { main, processDoor } from "./main.ts";
import { useCases, type UseCases } from "./use-cases.ts";

type Env = Door["env"];

/** Answers with the exit status. */
export async function engineMain(): Promise<ExitStatus> {
  const door = processDoor();
  return main({ ...door, useCases: inKeptCheckout(door) });
}

/** The use cases with what the container has: its environment, and the checkout that is kept. */
function inKeptCheckout({ env, workingFolder: here }: Door): UseCases {
  // The module sets both.
  const { WHEELWAY_ENGINE_SOURCE: source = here, WHEELWAY_CACHE_DIR: state = "" } = env;
  const withEnv = async (folder: string): Promise<Env> => {
    const { engineEnvironment } = await import("../pipeline/engine-environment.ts");
    return engineEnvironment(folder, env);
  };
  const kept = async ({ workingFolder: project }: { readonly workingFolder: string }) => {
    const own = await withEnv(project);
    const { knownCheckout } = await import("../pipeline/kept-checkout.ts");
    return { env: own, workingFolder: await knownCheckout({ source, project, state, env: own }) };
  };
  return {
    ...useCases,
    release: async (command, surroundings) => {
      const own = { ...surroundings, env: await withEnv(command.project) };
      // A rehearsal and a plan have a clone of their own.
      if (command.plan || command.request.dryRun) return useCases.release(command, own);
      const { workingCheckout } = await import("../pipeline/kept-checkout.ts");
      const project = await workingCheckout({ source, project: command.project, state, env: own.env });
      return useCases.release({ ...command, project }, own);
    },
    publish: async (request, surroundings) =>
      useCases.publish(request, { ...surroundings, env: await withEnv(request.workingFolder) }),
    status: async (request, surroundings) => {
      const { env, workingFolder } = await kept(request);
      return useCases.status({ ...request, workingFolder }, { ...surroundings, env });
    },
    rollback: async (request, surroundings) => {
      const { env, workingFolder } = await kept(request);
      return useCases.rollback({ ...request, workingFolder }, { ...surroundings, env });
    },
    decide: async (request, surroundings) => {
      const { env, workingFolder } = await kept(request);
      return useCases.decide({ ...request, workingFolder }, { ...surroundings, env });
    },
  };
}
