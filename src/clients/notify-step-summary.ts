/** Tells the page of a CI's run: Markdown that is appended to the file which the CI names. */

import { appendFile } from "node:fs/promises";
import { summaryFiles } from "../summary-files.ts";
import type { Notifier } from "./notifier.ts";
import { ServiceFailure } from "./service-failure.ts";

/** None where no variable is set. */
export function stepSummaries(env: Readonly<Record<string, string | undefined>>): readonly Notifier[] {
  return summaryFiles(env).map(({ variable, path }) => summaryIn(variable, path));
}

function summaryIn(variable: string, path: string): Notifier {
  const name = `the step summary (${variable})`;
  return {
    name,
    send: async ({ markdown }) => {
      try {
        await appendFile(path, `${markdown}\n`);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ServiceFailure({ service: name, kind: "refused", why, cause });
      }
    },
  };
}
