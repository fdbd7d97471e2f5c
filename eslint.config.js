// Lint rules: typescript-eslint's strict set, and the boundaries of the design (who may import and do what).
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const outside = ["backends", "clients", "cli", "schedule", "store", "release"];
const imports = (patterns) => ["error", { patterns }];

/** Rules for one room: what it may not import, and why. */
const noDagger = {
  group: ["@dagger.io/*"],
  message: "Only backends/dagger.ts and index.ts import the Dagger SDK.",
};
const noProcess = {
  group: ["node:child_process", "child_process", "zx", "execa"],
  message: "Only backends/host.ts and clients/git.ts start processes.",
};
const noOctokit = { group: ["@octokit/*"], message: "Only clients/ imports Octokit." };
const noDriver = outside.map((room) => `**/${room}/**`);
const noNodeOutside = [
  "node:fs",
  "node:fs/*",
  "node:net",
  "node:http",
  "node:https",
  "node:os",
  "node:process",
  "undici",
];

const noNesting = {
  selector: "Property[key.name='experimentalPrivilegedNesting']",
  message: "Forbidden: build code must not reach the engine.",
};
const noAmbient = [
  "error",
  {
    selector: "MemberExpression[object.name='process'][property.name=/^(env|argv|stdout|stderr|exit)$/]",
    message: "Only cli/ reads the environment, reads arguments or prints.",
  },
  { selector: "CallExpression[callee.object.name='console']", message: "Only cli/ prints." },
  {
    selector: "Property[key.name='insecureRootCapabilities']",
    message: "Forbidden: a build must never have root capabilities.",
  },
  noNesting,
];
const noFetch = {
  selector: "CallExpression[callee.name='fetch']",
  message: "Only clients/ makes a request.",
};
const noClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Pure rooms have no clock.",
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Pure rooms have no clock." },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Pure rooms have no randomness.",
  },
];

export default tseslint.config(
  {
    ignores: [
      "build/",
      "node_modules/",
      "examples/hello-*/",
      "test/support/images/",
      "**/dist/",
      "**/dist.partial/",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/unified-signatures": "off",
      "no-fallthrough": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 250 }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "no-restricted-imports": imports([noDagger, noProcess, noOctokit]),
      "no-restricted-syntax": [...noAmbient, noFetch],
    },
  },
  {
    files: ["src/{config,tags,plan,recipes,checks,ci}/**/*.ts"],
    rules: {
      "no-restricted-imports": imports([
        noDagger,
        noProcess,
        noOctokit,
        {
          group: [...noDriver, ...noNodeOutside],
          message: "A pure room: no file system, network, process, clock.",
        },
      ]),
      "no-restricted-syntax": [...noAmbient, noFetch, ...noClock],
    },
  },
  {
    files: ["src/backends/dagger*.ts", "src/index.ts"],
    rules: { "no-restricted-imports": imports([noProcess, noOctokit]) },
  },
  {
    // A release builds through the engine that it runs in: docs/decisions/2026-11-22-releases-in-an-engine.md.
    files: ["src/backends/dagger-cli.ts"],
    rules: { "no-restricted-syntax": [...noAmbient.filter((rule) => rule !== noNesting), noFetch] },
  },
  {
    // The engine reads the module's functions from one class, and each argument is a line of code and one of words.
    files: ["src/index.ts"],
    rules: { "max-lines": ["error", { max: 600 }] },
  },
  {
    files: ["src/backends/host*.ts", "src/clients/git.ts"],
    rules: { "no-restricted-imports": imports([noDagger, noOctokit]) },
  },
  {
    files: ["src/clients/forge-octokit.ts"],
    rules: { "no-restricted-imports": imports([noDagger, noProcess]) },
  },
  {
    files: ["src/clients/**/*.ts"],
    rules: { "no-restricted-syntax": noAmbient },
  },
  {
    files: ["src/cli/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", noFetch],
      "no-restricted-imports": imports([
        noDagger,
        noProcess,
        noOctokit,
        {
          group: ["**/plan/*", "**/recipes/*", "**/schedule/*", "**/store/*", "**/clients/*"],
          message: "The doors import only pipeline/ (and report/, errors.ts).",
        },
      ]),
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "max-lines": ["error", { max: 400 }], "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["**/*.{js,mjs}"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: { process: "readonly", performance: "readonly", console: "readonly", URL: "readonly" },
    },
  },
);
