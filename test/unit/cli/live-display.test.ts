import stringWidth from "string-width";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { liveDisplay } from "../../../src/cli/live-display.ts";
import { makeOutput } from "../../../src/cli/output.ts";
import { createRedactor } from "../../../src/redact.ts";
import { fakeDoor } from "../../support/door.ts";
import { planOf } from "../../support/plans.ts";
import { linuxTargets } from "../../support/scripted-run.ts";

const terminal = { columns: 80, rows: 12 };
const ids = linuxTargets("cp311", "cp312");

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(options: { keep?: boolean; secrets?: readonly string[] } = {}) {
  const door = fakeDoor([], { terminal });
  const err = makeOutput(door.stderr, createRedactor(options.secrets), door, { color: false });
  const display = liveDisplay(err, {
    title: "build spam",
    now: () => new Date(),
    keep: options.keep ?? false,
  });
  return { display, writes: door.written.stderr, err: door.err };
}

// eslint-disable-next-line no-control-regex
const pieces = /\u001b\[[?\d;]*[A-Za-z]|\n|[^\u001b\n]+/g;

/** What a terminal shows after these writes: a small part of its language is enough for the board. */
function screen(text: string): string[] {
  let lines = [""];
  for (const [part] of text.matchAll(pieces)) {
    const last = lines.length - 1;
    if (part === "\u001b[1A") lines = lines.slice(0, -1);
    else if (part === "\u001b[2K") lines[last] = "";
    else if (part === "\n") lines.push("");
    else if (!part.startsWith("\u001b")) lines[last] = (lines[last] ?? "") + part;
  }
  return lines;
}

describe("the live board", () => {
  it("draws at most ten times a second, each frame in one write that is shown at once", async () => {
    const { display, writes } = open();
    display.tell({ type: "plan-ready", plan: await planOf({ targets: ids }) });
    for (let n = 0; n < 500; n += 1) {
      display.tell({ type: "task-started", task: `wheel:${ids[n % 2] ?? ""}` });
      vi.advanceTimersByTime(2);
    }
    expect(writes.length).toBeLessThanOrEqual(10);
    for (const write of writes) {
      expect(write.match(/\u001b\[\?2026h/g)).toHaveLength(1); // eslint-disable-line no-control-regex
      expect(write.replace("\u001b[?25l", "").startsWith("\u001b[?2026h")).toBe(true);
      expect(write.endsWith("\u001b[?2026l")).toBe(true);
    }
  });

  it("writes nothing while nothing changes", () => {
    const { writes } = open();
    vi.advanceTimersByTime(100);
    const before = writes.length;
    vi.advanceTimersByTime(300);
    expect(writes).toHaveLength(before);
  });

  it("keeps notes above the board", async () => {
    const { display, err } = open();
    display.tell({ type: "plan-ready", plan: await planOf({ targets: ids }) });
    vi.advanceTimersByTime(100);
    display.tell({ type: "note", severity: "warning", text: "the lock is stale" });
    vi.advanceTimersByTime(100);
    const shown = screen(err());
    expect(shown[0]).toBe("warning: the lock is stale");
    expect(shown[1]).toContain("build spam  0 of 2 targets");
    expect(shown.filter((line) => line.includes("build spam"))).toHaveLength(1);
  });

  it("takes itself down at the end and shows the cursor again", () => {
    const { display, writes, err } = open();
    vi.advanceTimersByTime(100);
    display.end();
    display.end();
    expect(writes.at(-1)?.endsWith("\u001b[?25h")).toBe(true);
    expect(screen(err()).join("")).toBe("");
    vi.advanceTimersByTime(1000);
    expect(writes.at(-1)?.endsWith("\u001b[?25h")).toBe(true);
  });

  it("stays where the summary goes elsewhere", () => {
    const { display, err } = open({ keep: true });
    vi.advanceTimersByTime(100);
    display.end();
    expect(screen(err())[0]).toContain("build spam");
  });

  it("never grows beyond the terminal, whose size may change", async () => {
    const many = linuxTargets(...["cp39", "cp310", "cp311", "cp312", "cp313", "cp314", "pp311"]);
    const { display, err } = open();
    display.tell({
      type: "plan-ready",
      plan: await planOf({
        targets: [...many, "cp312-musllinux_1_2_x86_64", "cp313-musllinux_1_2_x86_64", "cp312-win_amd64"],
        backend: "host",
      }),
    });
    vi.advanceTimersByTime(100);
    const shown = screen(err());
    expect(shown.length).toBeLessThanOrEqual(terminal.rows);
    for (const line of shown) expect(stringWidth(line)).toBeLessThanOrEqual(terminal.columns);
  });

  it("says that it stops, and lets what is said stay", () => {
    const { display, err } = open();
    display.stopping();
    display.say("Stopping: wait.");
    const shown = screen(err());
    expect(shown[0]).toBe("Stopping: wait.");
    expect(shown[1]).toContain("stopping");
  });

  it("masks secrets", async () => {
    const { display, err } = open({ secrets: ["hunter22"] });
    display.tell({ type: "plan-ready", plan: await planOf({ targets: ids }) });
    display.tell({ type: "task-started", task: `wheel:${ids[0] ?? ""}` });
    display.tell({ type: "command-started", task: `wheel:${ids[0] ?? ""}`, command: "login hunter22" });
    vi.advanceTimersByTime(100);
    expect(err()).toContain("login ***");
    expect(err()).not.toContain("hunter22");
  });
});
