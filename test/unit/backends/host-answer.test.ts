import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { askProgram } from "../../../src/backends/host-answer.ts";

const env = { PATH: process.env["PATH"] };

it("gives what a program prints, its status, or nothing where there is no such program", async () => {
  const { signal } = new AbortController();
  const ask = (...argv: string[]) => askProgram({ argv, env, signal });
  expect(await ask(process.execPath, "-e", "console.log('word')")).toEqual({ status: 0, text: "word\n" });
  expect(await ask(process.execPath, "-e", "console.log('word'); process.exit(3)")).toEqual({
    status: 3,
    text: "",
  });
  expect(await ask("no-such-program-of-wheelway")).toBeUndefined();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("ends a program that asks back or hangs, and one whose run is stopped", async () => {
  const hangs = [process.execPath, "-e", "setInterval(() => undefined, 1000)"];
  const { signal } = new AbortController();
  expect(await askProgram({ argv: hangs, env, signal, timeoutMs: 200 })).toMatchObject({ status: 128 });
  const stopped = new AbortController();
  const asked = askProgram({ argv: hangs, env, signal: stopped.signal });
  stopped.abort(new Error("stopped"));
  await expect(asked).rejects.toThrow("stopped");
});
