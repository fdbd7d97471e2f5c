/** The door of the process itself: its arguments, environment, streams and signals. */

import type { Door, Sink } from "./door.ts";
import { useCases } from "./use-cases.ts";

export function processDoor(): Door {
  const { env, platform, stdout, stderr } = process;
  const closed = new Set<() => void>();
  const tellClosed = () => closed.forEach((listen) => listen());
  return {
    argv: process.argv.slice(2),
    env,
    platform,
    workingFolder: process.cwd(),
    stdout: sinkOf(stdout, tellClosed),
    stderr: sinkOf(stderr, () => undefined),
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
    exitNow: (status) => process.exit(status),
    now: () => new Date(),
  };
}

/** A reader that has gone away (EPIPE) is no error: what is written from then on goes nowhere. */
function sinkOf(stream: NodeJS.WriteStream, onClosed: () => void): Sink {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
    open = false;
    onClosed();
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
