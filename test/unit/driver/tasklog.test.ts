import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/archives.ts";
import { evaluate, newest, pythons } from "../../support/driver.ts";

describe.each(pythons)("the log with $name", (python) => {
  it("masks a secret wherever the stream is cut", () => {
    const lines = [
      "from tasklog import Masker",
      "secrets, text = ['tok-1234', 'tok-12', 'k-12345678', 'p4ss word/ü'], 'a tok-1234 b tok-12345 c tok-12 p4ss word/ü tok-tok-1234 k-12 end'",
      "data, whole = text.encode(), set()",
      "for i in range(len(data) + 1):",
      "    for j in range(i, len(data) + 1):",
      "        masker = Masker(secrets)",
      "        out = masker.feed(data[:i]) + masker.feed(data[i:j]) + masker.feed(data[j:]) + masker.flush()",
      "        whole.add(out.decode())",
      "print(json.dumps(sorted(whole)))",
    ];
    expect(evaluate(python, lines)).toEqual(["a *** b ***5 c *** *** tok-*** k-12 end"]);
  });

  it("masks a secret in URLs, JSON, base64, and each long line of it", () => {
    const lines = [
      "from tasklog import Masker",
      "import base64, json as j, urllib.parse",
      "secret = 'first line of a key\\nsecond \"line\" of it\\nshort\\n'",
      "masker = Masker([secret, '  ', ''])",
      "said = [secret, urllib.parse.quote(secret.strip(), safe=''), base64.b64encode(secret.encode()).decode(),",
      "        j.dumps({'a': secret.strip()}), 'first line of a key', 'a short line']",
      "print(json.dumps([masker.mask(text) for text in said]))",
    ];
    expect(evaluate(python, lines)).toEqual(["***\n", "***", "***", '{"a": "***"}', "***", "a short line"]);
  });

  it("keeps head and tail beyond its cap, and counts what is left out", () => {
    const path = join(temporaryFolder(), "log");
    const lines = [
      "from tasklog import Masker, TaskLog",
      "log = TaskLog(given, Masker([]), head=1000, tail=500)",
      "for number in range(1000): log.write(b'%05d\\n' % number)",
      "log.close()",
      "print(json.dumps(log.error))",
    ];
    expect(evaluate(python, lines, path)).toBeNull();
    const text = readFileSync(path, "utf8");
    expect(text.slice(0, 12)).toBe("00000\n00001\n");
    expect(text.slice(-6)).toBe("00999\n");
    expect(text).toContain("\n[... 4500 bytes left out ...]\n");
    expect(text.length).toBe(1500 + "\n[... 4500 bytes left out ...]\n".length);
  });
});

describe("the log", () => {
  it("survives a full disk, and says so", ({ skip }) => {
    const full = statSync("/dev/full", { throwIfNoEntry: false });
    if (full?.isCharacterDevice() !== true) skip("this system has no /dev/full");
    const lines = [
      "from tasklog import Masker, TaskLog",
      "log = TaskLog('/dev/full', Masker([]))",
      "log.write(b'x'); log.write(b'y')",
      "recent = log.recent()",
      "log.close()",
      "print(json.dumps([log.error.errno, recent]))",
    ];
    expect(evaluate(newest, lines)).toEqual([28, "xy"]);
  });

  it("begins the driver's own lines on a line of their own, and forgets the command before", () => {
    const path = join(temporaryFolder(), "log");
    const lines = [
      "from tasklog import Masker, TaskLog",
      "log = TaskLog(given, Masker(['secret']))",
      "log.begin('==> one'); log.write(b'no newline sec'); log.write(b'ret'); log.say('<== one: secret')",
      "log.begin('==> two'); log.write(b'two')",
      "recent = log.recent(); log.close()",
      "print(json.dumps([recent, open(given).read()]))",
    ];
    expect(evaluate(newest, lines, path)).toEqual([
      "two",
      "==> one\nno newline ***\n<== one: ***\n==> two\ntwo",
    ]);
  });
});
