/** The shape of the lines that `--json` writes. Loaded by tests and the reference only; the CLI imports its types. */

import { z } from "zod";

const line = <Type extends string, Shape extends z.ZodRawShape>(type: Type, describe: string, shape: Shape) =>
  z
    .strictObject({
      version: z.literal(1).meta({ description: "Version of the shape of all lines" }),
      time: z.iso.datetime().meta({ description: "When it was written, ISO 8601, UTC" }),
      type: z.literal(type),
      ...shape,
    })
    .meta({ description: describe });

const task = z.string().meta({ description: "Id of the task, such as `wheel:cp312-manylinux_2_28_x86_64`" });
const backend = z.enum(["dagger", "host"]).meta({ description: "Where tasks run" });
const text = (description: string) => z.string().meta({ description });

const instead = z.enum(["emulated", "own-compiler"]);

const target = z.strictObject({
  id: text("Name of the target"),
  builtBy: z
    .string()
    .optional()
    .meta({ description: "The target whose wheel serves it; absent before it is learned" }),
  emulated: z.boolean().meta({ description: "Does the machine emulate its platform? Its tests run so, too" }),
  optional: z.boolean(),
  cross: z
    .strictObject({
      compiler: z.enum(["zig"]),
      glibc: text("The newest glibc that the wheel may need"),
      files: z.enum(["copied", "derived"]).meta({
        description: "Are the headers those of the target's interpreter, or derived from another one's?",
      }),
      instead: instead
        .optional()
        .meta({ description: "What is done where this fails; absent where that is an error" }),
    })
    .optional()
    .meta({
      description:
        "Its wheel is compiled on another platform, or, where it is not emulated, on one with a newer glibc; absent where it is not",
    }),
  whyEmulated: z
    .string()
    .optional()
    .meta({ description: "Why it is emulated although it might have been cross-compiled" }),
  whyOwnCompiler: z.string().optional().meta({
    description: "Why it is built with the machine's own compiler although that is for a newer glibc",
  }),
  untested: z.string().optional().meta({ description: "Why its wheel is not tested; absent where it is" }),
});

const plannedTask = z.strictObject({
  id: task,
  title: text("What it is for"),
  kind: z.enum(["tools", "prepare", "sdist", "environment", "wheel", "test", "lock", "rebuild", "audit"]),
  target: z.string().optional(),
});

export const jsonEventSchemas = {
  "backend-chosen": line("backend-chosen", "It is decided where tasks run.", {
    backend,
    detail: text("Which engine or machine"),
    why: text("Why this one"),
  }),
  "plan-ready": line(
    "plan-ready",
    "Tasks are about to run. It comes again, with more tasks, when the kinds of wheels were learned.",
    {
      backend,
      mode: z.enum(["learning", "exact"]).meta({ description: "Are the kinds of wheels known?" }),
      targets: z.array(target).readonly().meta({ description: "What is to be made" }),
      tasks: z
        .array(plannedTask)
        .readonly()
        .meta({ description: "In an order in which each comes after those it needs" }),
      artifacts: z
        .int()
        .meta({ description: "How many files must come out; at most so many while learning" }),
    },
  ),
  "task-started": line("task-started", "A task begins.", { task }),
  "command-started": line("command-started", "A command of a task begins.", {
    task,
    command: text("What it does, such as `build wheel`"),
  }),
  "task-finished": line("task-finished", "A task has ended.", {
    task,
    verdict: z.enum(["passed", "failed"]),
    seconds: z.number().meta({ description: "How long it took" }),
  }),
  "task-skipped": line("task-skipped", "A task is not run.", {
    task,
    because: text("The task that failed before it, or `stopped`"),
  }),
  "task-reused": line("task-reused", "A task is not run, since its result is in the store.", {
    task,
    seconds: z.number().meta({ description: "How long it took when it was run" }),
  }),
  "cross-failed": line("cross-failed", "A wheel could not be cross-compiled.", {
    target: text("Name of the target"),
    why: text("What failed, in one line"),
    instead: instead.meta({ description: "What is done: emulation, or the machine's own compiler" }),
  }),
  note: line("note", "Something the user should know.", {
    severity: z.enum(["info", "warning"]),
    text: text("One sentence"),
  }),
  report: line("report", "The end of a run that came to its end, good or not.", {
    verdict: z.enum(["passed", "failed"]),
    folder: text("`dist` where all passed, else `dist.partial`; absolute"),
    manifestDigest: z
      .string()
      .optional()
      .meta({ description: "SHA-256 of manifest.json; absent where the run failed" }),
    hints: z.array(z.string()).readonly().meta({ description: "What the user may want to do next" }),
    record: z.custom<object>().meta({ description: "Everything known about the run, as in manifest.json" }),
  }),
  "release-plan": line("release-plan", "What each step of a release would do now.", {
    release: text("The version"),
    steps: z
      .array(
        z.strictObject({
          step: z.string(),
          title: z.string(),
          skipped: z.string().optional(),
          would: z.array(z.string()).readonly(),
          problems: z.array(z.strictObject({ message: z.string(), next: z.string() })).readonly(),
        }),
      )
      .readonly()
      .meta({ description: "In the order they run" }),
  }),
  published: line("published", "A release has come to its end.", {
    project: text("Name as the metadata writes it"),
    release: text("The version"),
    manifestDigest: text("SHA-256 of the set"),
    files: z
      .array(z.strictObject({ file: z.string(), sha256: z.string(), size: z.int() }))
      .readonly()
      .meta({ description: "What was published" }),
    links: z.record(z.string(), z.string()).readonly().meta({ description: "Place and address" }),
    warnings: z.array(z.string()).readonly().meta({ description: "What services warned of" }),
    journal: text("Absolute path of the release's journal"),
  }),
  unchanged: line("unchanged", "The commit has its nightly already: nothing was done.", {
    release: text("The version of that nightly"),
    commit: text("The commit"),
  }),
  decided: line("decided", "Somebody has decided on an open release.", {
    project: text("Name as the metadata writes it"),
    release: text("The version"),
    outcome: z.enum(["approved", "acknowledged", "rejected", "aborted"]),
    manifestDigest: z.string().optional().meta({ description: "SHA-256 of the set that it holds for" }),
    files: z
      .array(z.strictObject({ file: z.string(), kind: z.string(), sha256: z.string(), size: z.int() }))
      .readonly()
      .meta({ description: "What is in the set" }),
    done: z.array(z.string()).readonly().meta({ description: "What was undone" }),
    byHand: z
      .array(z.string())
      .readonly()
      .meta({ description: "What stays, and where a person can do something" }),
    journal: text("Absolute path of the release's journal"),
  }),
  "rolled-back": line("rolled-back", "A version was taken back, as far as that goes.", {
    project: text("Name as the metadata writes it"),
    release: text("The version"),
    outcome: z.enum(["planned", "rolled-back", "nothing"]).meta({ description: "`planned` with --plan" }),
    undone: z.array(z.string()).readonly().meta({ description: "What was undone, or would be" }),
    byHand: z
      .array(z.strictObject({ what: z.string(), link: z.string().optional() }))
      .readonly()
      .meta({ description: "What only a person can do, and where" }),
    forward: z
      .strictObject({ command: z.string(), why: z.string() })
      .meta({ description: "The command that brings a mended version to its users" }),
  }),
  error: line("error", "The run ends with an error. It is the last line.", {
    code: text("One of the codes of the [errors](errors.md)"),
    message: text("What happened"),
    why: z.string().optional().meta({ description: "Why, in one or more lines" }),
    next: text("What to do next"),
    exitStatus: z.int().meta({ description: "One of the [exit statuses](exit-statuses.md)" }),
  }),
};

export const jsonEventSchema = z.discriminatedUnion("type", [
  jsonEventSchemas["backend-chosen"],
  jsonEventSchemas["plan-ready"],
  jsonEventSchemas["task-started"],
  jsonEventSchemas["command-started"],
  jsonEventSchemas["task-finished"],
  jsonEventSchemas["task-skipped"],
  jsonEventSchemas["task-reused"],
  jsonEventSchemas["cross-failed"],
  jsonEventSchemas.note,
  jsonEventSchemas.report,
  jsonEventSchemas["release-plan"],
  jsonEventSchemas.published,
  jsonEventSchemas.unchanged,
  jsonEventSchemas.decided,
  jsonEventSchemas["rolled-back"],
  jsonEventSchemas.error,
]);

export type JsonEvent = z.input<typeof jsonEventSchema>;
