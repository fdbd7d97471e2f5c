/** The live board: a header with counts, then one line a target with its time and what it does now. */

import { clock } from "./terminal-format.ts";
import { counted } from "./text-layout.ts";
import { fit, table, type Cell } from "./terminal-layout.ts";
import {
  rowsOf,
  sdistRow,
  setUpRow,
  type Progress,
  type Row,
  type TaskProgress,
} from "./terminal-progress.ts";
import type { Style } from "./terminal-style.ts";

export interface BoardView {
  /** What the run is: "build hello-cffi". */
  readonly title: string;
  readonly progress: Progress;
  /** Milliseconds of the clock that the progress was made with. */
  readonly now: number;
  /** Lines that the board may take. */
  readonly height: number;
  /** Ctrl-C was pressed. */
  readonly stopping: boolean;
}

/** Never more than `height` lines, none wider than the style's width. */
export function board(view: BoardView, style: Style): string[] {
  const rows = rowsOf(view.progress, view.now);
  const { shown, hidden } = choose(rows, Math.max(1, view.height - 1));
  const frame = Math.floor((view.now - view.progress.startedAt) / 100);
  const lines = table(
    shown.map((row) => cells(row, view.progress, frame, style)),
    [{ sign: true }, {}, { align: "right" }, { shrink: true }],
    style,
  );
  return [header(view, rows, style), ...lines, ...hiddenLine(hidden, style)].slice(
    0,
    Math.max(1, view.height),
  );
}

function header({ title, progress, now, stopping }: BoardView, rows: readonly Row[], style: Style): string {
  const { colors } = style;
  const targets = rows.filter(({ name }) => progress.targets.includes(name));
  const of = (state: Row["state"]) => targets.filter((row) => row.state === state).length;
  const counts = [
    `${of("passed")} of ${counted(targets.length, "target")}`,
    ...(of("failed") > 0 ? [`${of("failed")} failed`] : []),
    clock((now - progress.startedAt) / 1000),
    ...(stopping ? ["stopping"] : []),
  ];
  const where = progress.backend === undefined ? "" : ` on ${progress.backend.name}`;
  const text = [title + where, ...counts.slice(targets.length === 0 ? 1 : 0)].join("  ");
  const line = fit(text, style.width, style);
  return colors.bold(line.slice(0, title.length)) + line.slice(title.length);
}

/** What fails and what runs is always shown; finished and waiting rows give way, the oldest and the last first. */
function choose(rows: readonly Row[], room: number): { shown: readonly Row[]; hidden: readonly Row[] } {
  if (rows.length <= room) return { shown: rows, hidden: [] };
  const order: readonly Row["state"][] = ["passed", "skipped", "waiting", "running", "failed"];
  const givesWay = [...rows]
    .map((row, index) => ({ row, index: row.state === "waiting" ? -index : index }))
    .sort((a, b) => order.indexOf(a.row.state) - order.indexOf(b.row.state) || a.index - b.index)
    .map(({ row }) => row);
  const hidden = new Set(givesWay.slice(0, rows.length - room + 1));
  return { shown: rows.filter((row) => !hidden.has(row)), hidden: rows.filter((row) => hidden.has(row)) };
}

function hiddenLine(hidden: readonly Row[], style: Style): string[] {
  if (hidden.length === 0) return [];
  const words: Record<Row["state"], string> = {
    passed: "done",
    failed: "failed",
    running: "running",
    waiting: "waiting",
    skipped: "skipped",
  };
  const parts = (Object.keys(words) as Row["state"][]).flatMap((state) => {
    const number = hidden.filter((row) => row.state === state).length;
    return number === 0 ? [] : [`${number} ${words[state]}`];
  });
  return [style.colors.dim(fit(`  and ${parts.join(", ")}`, style.width, style))];
}

function cells(row: Row, progress: Progress, frame: number, style: Style): Cell[] {
  const { colors, glyphs } = style;
  const time = row.seconds > 0 || row.state === "running" ? clock(row.seconds) : "";
  const [glyph, color] = look(row, frame, style);
  const quiet = row.state === "waiting" || row.state === "skipped" ? colors.dim : undefined;
  return [
    { text: glyph, color },
    { text: row.name, color: quiet },
    { text: time, color: colors.dim },
    { text: doing(row, progress, glyphs.dash), color: row.state === "failed" ? color : colors.dim },
  ];
}

function look(row: Row, frame: number, { colors, glyphs }: Style): [string, (text: string) => string] {
  switch (row.state) {
    case "passed":
      return [glyphs.passed, colors.green];
    case "failed":
      return row.optional ? [glyphs.warning, colors.yellow] : [glyphs.failed, colors.red];
    case "running":
      return [glyphs.running[frame % glyphs.running.length] ?? "", colors.cyan];
    case "waiting":
      return [glyphs.waiting, colors.dim];
    case "skipped":
      return [glyphs.skipped, colors.dim];
  }
}

function doing(row: Row, progress: Progress, dash: string): string {
  switch (row.state) {
    case "running":
      return row.task ? now(row.task) : "";
    case "failed":
      return `${row.task ? now(row.task) : ""}: failed${row.optional ? ` ${dash} optional` : ""}`;
    case "skipped":
      return because(row.task);
    case "waiting":
      return waitsFor(row);
    case "passed":
      return done(row, progress);
  }
}

/** How far it is; nothing for what has not begun. */
function waitsFor({ tasks }: Row): string {
  const has = (kind: TaskProgress["kind"]) =>
    tasks.some((task) => task.kind === kind && task.state === "passed");
  if (has("wheel") || has("sdist")) return "built";
  return has("environment") ? "ready to build" : "";
}

/** `wheel: build wheel` says it twice. */
function now({ kind, command }: TaskProgress): string {
  const stage = stages[kind];
  if (command === undefined) return stage;
  return command.includes(stage) || command.startsWith("smoke:") ? command : `${stage}: ${command}`;
}

const stages: Record<TaskProgress["kind"], string> = {
  tools: "tools",
  prepare: "prepare",
  sdist: "sdist",
  environment: "environment",
  wheel: "wheel",
  test: "test",
  lock: "lock",
  rebuild: "rebuild",
  audit: "audit",
};

function because(task: TaskProgress | undefined): string {
  if (task?.because === undefined) return "skipped";
  return task.because === "stopped" ? "not started" : `${task.because} failed`;
}

function done(row: Row, progress: Progress): string {
  if (row.name === setUpRow) return "";
  const kinds = new Set(row.tasks.map(({ kind }) => kind));
  const built = kinds.has("wheel") || (row.name === sdistRow && kinds.has("sdist"));
  const words = [...(built ? ["built"] : []), ...(kinds.has("test") ? ["tested"] : [])];
  return progress.complete ? words.join(", ") : "built";
}
