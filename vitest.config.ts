import { defineConfig } from "vitest/config";

const project = (name: string, timeoutSeconds: number, more = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
    ...more,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", 20),
      project("contract", 300, { maxWorkers: 2, sequence: { groupOrder: 2 } }),
      // Each build has tasks that wait for one another: two at once keep two cores busy.
      project("e2e", 900, {
        globalSetup: "test/support/e2e-setup.ts",
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
