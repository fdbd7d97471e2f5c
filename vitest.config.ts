import { defineConfig } from "vitest/config";

const project = (name: string, timeoutSeconds: number, parallel = true, more = {}) => ({
  test: {
    ...more,
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
    fileParallelism: parallel,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", 20),
      project("contract", 300, false),
      project("e2e", 900, false, { globalSetup: "test/support/e2e-setup.ts" }),
    ],
  },
});
