/** What a release gets of the terminal: its lines as they come, and a person who can be asked. */

import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { ReleaseSurroundings } from "../pipeline/release-surroundings.ts";
import { jsonDisplay } from "./json-display.ts";
import type { Session } from "./command.ts";
import type { CommonArguments } from "./options.ts";
import { noteDisplay } from "./plain-displays.ts";

interface DoorArguments extends CommonArguments {
  readonly "oidc-token"?: string | undefined;
}

export async function releaseDoor(options: DoorArguments, session: Session): Promise<ReleaseSurroundings> {
  const { err, out, redactor, json, door } = session;
  const notes = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  const display = options.json ? jsonDisplay(out, err, json) : notes;
  session.show(display);
  const { releaseEventLines } = await import("../report/terminal-release.ts");
  const surroundings = await session.surroundings((event) => notes.tell(redactor.data(event)));
  return {
    ...surroundings,
    redact: (data) => redactor.data(data),
    keepSecret: (value) => redactor.add(value),
    oidcToken: options["oidc-token"] && resolve(door.workingFolder, options["oidc-token"]),
    ask: door.stderr.isTerminal && door.answers ? (question) => ask(question, session) : undefined,
    output: (text) => err.write(text),
    tellRelease: (event) => {
      if (options.quiet) return;
      err.lines(releaseEventLines(redactor.data(event), err.style(), { verbose: options.verbose === true }));
    },
  };
}

async function ask(question: string, { err, signal, door }: Session): Promise<boolean> {
  const input = door.answers?.();
  if (!input) return false;
  const lines = createInterface({ input });
  try {
    err.write(`${question} [y/N] `);
    err.flush();
    const answer = await lines.question("", { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
