/** `--json`: one object a line on the standard output. */

import { jsonEvent, type JsonBody } from "../report/json-events.ts";
import type { Display } from "./display.ts";
import type { Output } from "./output.ts";

export function jsonDisplay(out: Output, err: Output, write: (body: JsonBody) => void): Display {
  return {
    tell: (event) => write(jsonEvent(event)),
    say: (line) => err.lines([line]),
    stopping: () => undefined,
    end: () => out.flush(),
  };
}
