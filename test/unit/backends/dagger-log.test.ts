import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { announcement, EngineLog } from "../../../src/backends/dagger-log.ts";
import { temporaryFolder } from "../../support/archives.ts";

const escape = String.fromCharCode(27);
/** A line as the engine's plain progress prints it. */
const line = (json: string) =>
  `${escape}[95m73  : ${escape}[0m${escape}[90;2m┆ ${escape}[0m${escape}[90m[5.3s] ${escape}[0m| @wheelway ${json}`;

describe("announcement", () => {
  it("reads the driver's line", () => {
    expect(announcement(line('{"task": "wheel:x", "command": "build wheel"}'))).toEqual({
      task: "wheel:x",
      command: "build wheel",
    });
  });

  it("reads it where nothing stands before it", () => {
    expect(announcement('@wheelway {"task": "sdist", "command": "build sdist"}\r')).toEqual({
      task: "sdist",
      command: "build sdist",
    });
  });

  it.each([line("{broken"), line('{"command": "x"}'), '73 : withExec sh -c "@wheelway {}"', ""])(
    "passes over %j",
    (text) => {
      expect(announcement(text)).toBeUndefined();
    },
  );
});

describe("EngineLog", () => {
  it("hears announcements that come in pieces, until it is told to stop", () => {
    const log = new EngineLog(temporaryFolder());
    const heard: string[] = [];
    const stop = log.listen((task, command) => heard.push(`${task} ${command}`));
    const stream = log.open();
    const text = Buffer.from(
      `${line('{"task": "a", "command": "ünï"}')}\n${line('{"task": "b", "command": "c"}')}\n`,
    );
    for (const byte of text) stream.write(Buffer.from([byte]));
    expect(heard).toEqual(["a ünï", "b c"]);
    stop();
    stream.write(text);
    expect(heard).toHaveLength(2);
  });

  it("keeps what was said in a file, without secrets", async () => {
    const folder = join(temporaryFolder(), "not", "there");
    const log = new EngineLog(folder);
    log.hide("hunter2-hunter2");
    const stream = log.open();
    stream.write("token hunter2-");
    stream.write("hunter2 end\n");
    stream.end();
    await finished(stream);
    await expect.poll(() => readFileSync(log.path, "utf8")).toBe("token *** end\n");
  });

  it("works on where its folder cannot be made", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const stream = new EngineLog(join(file, "below")).open();
    expect(() => stream.write("text\n")).not.toThrow();
  });
});
