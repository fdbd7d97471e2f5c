/** The live board on a terminal: redrawn ten times a second at most, in one write, and only where it changed. */

import { createLogUpdate } from "log-update";
import { board } from "../report/terminal-board.ts";
import { noteLines } from "../report/terminal-lines.ts";
import { advance, startProgress } from "../report/terminal-progress.ts";
import type { Display } from "./display.ts";
import type { Output } from "./output.ts";

const frameMs = 100;

export interface LiveOptions {
  readonly title: string;
  readonly now: () => Date;
  /** Leaves the last board standing: where the summary goes elsewhere. */
  readonly keep: boolean;
}

export function liveDisplay(err: Output, { title, now, keep }: LiveOptions): Display {
  const time = () => now().getTime();
  const screen = makeScreen(err);
  let progress = startProgress(time());
  let stopping = false;
  let ended = false;
  const lines = () => {
    const height = Math.max(1, (err.rows ?? 24) - 1);
    return board({ title, progress, now: time(), height, stopping }, err.style());
  };
  const draw = () => {
    if (!ended) screen.draw(lines());
  };
  const say = (line: string) => {
    if (ended) err.lines([line]);
    else screen.above(line, lines());
  };
  const timer = setInterval(draw, frameMs);
  // The board alone keeps no run alive.
  timer.unref();
  return {
    tell: (event) => {
      progress = advance(progress, event, time());
      if (event.type === "note") for (const line of noteLines(event, err.style())) say(line);
    },
    say,
    stopping: () => {
      stopping = true;
      draw();
    },
    end: () => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      screen.end(keep ? lines() : []);
    },
  };
}

/** Terminals that know synchronized output (DEC private mode 2026) show a frame at once; the others ignore it. */
const begin = "\u001b[?2026h";
const finish = "\u001b[?2026l";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";

/** The part of the terminal that is redrawn; every change is one write through the gate. */
function makeScreen(err: Output) {
  let frame = "";
  // What log-update needs of a stream. It would write to the cursor's own stream, past the gate: that is done here.
  const stream = {
    write: (text: string) => (frame += text) !== "",
    get columns() {
      return err.columns ?? 80;
    },
    get rows() {
      return err.rows ?? 24;
    },
  } as unknown as NodeJS.WritableStream;
  const update = createLogUpdate(stream, { showCursor: true });
  const send = (before: string, after: string) => {
    if (frame !== "" || before !== "") err.write(before + begin + frame + finish + after);
    frame = "";
  };
  let first = hideCursor;
  const draw = (lines: readonly string[]) => {
    update(lines.join("\n"));
    send(first, "");
    first = "";
  };
  return {
    draw,
    /** A line that stays, above what is redrawn. */
    above: (line: string, lines: readonly string[]) => {
      update.clear();
      frame += `${line}\n`;
      draw(lines);
    },
    end: (lines: readonly string[]) => {
      if (lines.length > 0) update(lines.join("\n"));
      else update.clear();
      update.done();
      send(first, showCursor);
    },
  };
}
