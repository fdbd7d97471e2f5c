/** The CLI from end to end: parses, runs the command, and alone prints errors and decides the exit status. */

import { inspect } from "node:util";
import { exitStatus, WheelwayError, type ExitStatus } from "../errors.ts";
import { createRedactor, type Redactor } from "../redact.ts";
import { secretsOf } from "../secret-names.ts";
import type { Chosen } from "./command.ts";
import type { Door } from "./door.ts";
import { interruptedError, listenForInterrupt } from "./interrupt.ts";
import { tellError } from "./job-page.ts";
import { commonDefaults, type CommonArguments } from "./options.ts";
import { parse } from "./parser.ts";
import { openSession, type OpenSession } from "./session.ts";

export { processDoor } from "./process-door.ts";

/** Answers with the exit status; throws nothing. */
export async function main(door: Door): Promise<ExitStatus> {
  const redactor = createRedactor(secretsOf(door.env));
  const early = openSession(door, redactor, guessOptions(door.argv), new AbortController().signal);
  let current = early;
  door.onStray((error) => {
    const leave = (status: ExitStatus) => {
      current.close();
      door.exitNow(status);
    };
    void printError(error, current).then(leave, () => leave(exitStatus.internal));
  });
  try {
    const parsed = await parse(door);
    if (parsed.kind === "run") {
      return await runCommand(parsed.chosen, door, redactor, (session) => (current = session));
    }
    (parsed.kind === "text" ? early.out : early.err).write(parsed.text);
    return parsed.kind === "text" ? exitStatus.ok : exitStatus.usage;
  } catch (error) {
    return await printError(error, early);
  } finally {
    early.close();
  }
}

/** Until the command line is understood: what an error must know of how it is to be shown. */
function guessOptions(argv: readonly string[]): CommonArguments {
  const has = (...names: readonly string[]) => names.some((name) => argv.includes(name));
  const color = has("--no-color") ? false : has("--color") ? true : undefined;
  return { ...commonDefaults, json: has("--json"), verbose: has("--verbose", "-v"), color };
}

async function runCommand(
  { options, run }: Chosen,
  door: Door,
  redactor: Redactor,
  opened: (session: OpenSession) => void,
): Promise<ExitStatus> {
  const interrupt = listenForInterrupt(door, {
    stopping: () => {
      session.display?.stopping();
      session.display?.say(
        "Stopping: what runs is ended and cleaned up. Press Ctrl-C again to leave at once.",
      );
    },
    leaving: () => session.close(),
  });
  const session = openSession(door, redactor, options, interrupt.signal);
  opened(session);
  try {
    const status = await run(session);
    if (interrupt.by === undefined || interrupt.by === "closed") return status;
    return await printError(interruptedError(await kept(session)), session);
  } catch (error) {
    if (interrupt.by === undefined) return await printError(error, session);
    // Nobody reads what is written, as in `wheelway plan | head -1`: nothing is left to say.
    if (interrupt.by === "closed") return exitStatus.interrupted;
    const ownWords =
      error instanceof WheelwayError && error.code === "interrupted" && error.why !== undefined;
    return await printError(ownWords ? error : interruptedError(await kept(session)), session);
  } finally {
    interrupt.stopListening();
    session.close();
  }
}

async function kept(session: OpenSession): Promise<string> {
  return `Kept: dist as it was before, and what is in the cache (${await session.cacheDir()}).`;
}

/** For people on the standard error; with --json for programs on the standard output as well. */
async function printError(thrown: unknown, session: OpenSession): Promise<ExitStatus> {
  const { redactor, options, err } = session;
  session.display?.end();
  const error = thrown instanceof WheelwayError ? thrown : await bugOf(thrown, session);
  const { code, exitStatus: status } = error;
  const { message, why, next } = redactor.data({ message: error.message, why: error.why, next: error.next });
  const [{ errorLines }, { jsonError }] = await Promise.all([
    import("../report/terminal-error.ts"),
    import("../report/json-events.ts"),
  ]);
  if (options.json) session.json(jsonError({ code, message, why, next, exitStatus: status }));
  err.lines(errorLines({ code, message, why, next }, err.style()));
  await tellError({ code, message, why, next }, session);
  if (options.verbose && error.cause !== undefined) err.lines(["", redactor.text(inspect(error.cause))]);
  return status;
}

async function bugOf(thrown: unknown, session: OpenSession): Promise<WheelwayError> {
  const { crashError } = await import("./crash-report.ts");
  return crashError(thrown, session);
}
