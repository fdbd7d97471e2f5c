/** The door of the process itself: its arguments, environment, streams and signals. */

import { WheelwayError } from "../errors.ts";
import type { Door, Sink } from "./door.ts";
import { useCases } from "./use-cases.ts";

export function processDoor(): Door {
  const { env, platform, stdout, stderr } = process;
  const closed = new Set<() => void>();
  const stray = new Set<(error: unknown) => void>();
  const onError = (error: NodeJS.ErrnoException) => {
    const nobodyReads = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
    if (nobodyReads) closed.forEach((listen) => listen());
    else stray.forEach((listen) => listen(writeError(error)));
  };
  return {
    argv: process.argv.slice(2),
    env,
    platform,
    workingFolder: process.cwd(),
    stdout: sinkOf(stdout, onError),
    stderr: sinkOf(stderr, () => undefined),
    ...((process.stdin as { isTTY?: boolean }).isTTY === true ? { answers: () => process.stdin } : {}),
    useCases,
    defaultCacheDir: async () => {
      const named = env["WHEELWAY_CACHE_DIR"];
      if (named) return named;
      const { default: envPaths } = await import("env-paths");
      return envPaths("wheelway", { suffix: "" }).cache;
    },
    onSignal: (listen) => {
      const signals = ["SIGINT", "SIGTERM"] as const;
      signals.forEach((signal) => process.on(signal, listen));
      return () => signals.forEach((signal) => process.off(signal, listen));
    },
    onClosed: (listen) => closed.add(listen),
    onStray: (listen) => {
      stray.add(listen);
      // Rejections that nobody handles come here, too.
      process.on("uncaughtException", listen);
    },
    exitNow: (status) => process.exit(status),
    now: () => new Date(),
  };
}

/** After an error, such as a reader that has gone away (EPIPE), what is written goes nowhere. */
function sinkOf(stream: NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): Sink {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (open) onError(error);
    open = false;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    // Both are undefined, not false and 0, where the stream is no terminal.
    isTerminal: (stream as { isTTY?: boolean }).isTTY === true,
    get columns() {
      return (stream as { columns?: number }).columns;
    },
    get rows() {
      return (stream as { rows?: number }).rows;
    },
  };
}

/** `wheelway plan > file` on a full disk is no bug. */
function writeError(error: NodeJS.ErrnoException): unknown {
  if (error.code !== "ENOSPC" && error.code !== "EDQUOT") return error;
  return new WheelwayError("disk-full", {
    message: "what was asked for cannot be written: there is no space left",
    next: "Free some space, and run the same command again.",
    cause: error,
  });
}
