/** The contract of tasks that pass: inputs, environment, outputs, events, log. */

import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/archives.ts";
import { python, runTask, task } from "../support/tasks.ts";
import { plantedEnv, type Get } from "./backend.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function taskContract(get: Get): void {
  it("gives outputs with digests, modes and symbolic links", async () => {
    const { backend, environment } = get();
    const script = [
      "mkdir -p '{out}/folder/below'",
      "printf one > '{out}/folder/below/ünï.txt'",
      "printf '#!/bin/sh\\n' > {out}/folder/tool; chmod 755 {out}/folder/tool",
      "ln -s below/ünï.txt {out}/folder/link",
      "printf file > {out}/single.txt",
    ].join("\n");
    const one = task(environment, [{ name: "make", shell: script }], {
      outputs: { folder: "{out}/folder", single: "{out}/single.txt" },
    });
    const ran = await runTask(backend, one);
    expect(ran.result).toMatchObject({ version: 1, id: one.id, verdict: "passed", network: {} });
    expect(ran.result.outputs).toEqual({
      folder: [
        { path: "below/ünï.txt", sha256: sha256("one"), size: 3 },
        { path: "link", sha256: sha256("below/ünï.txt"), size: 15 },
        { path: "tool", sha256: sha256("#!/bin/sh\n"), size: 10 },
      ],
      single: [{ path: "", sha256: sha256("file"), size: 4 }],
    });
    const to = temporaryFolder();
    await backend.exportTree(ran.outputs["folder"], join(to, "folder"));
    await backend.exportTree(ran.outputs["single"], join(to, "single.txt"));
    expect(readFileSync(join(to, "folder/below/ünï.txt"), "utf8")).toBe("one");
    expect(readlinkSync(join(to, "folder/link"))).toBe("below/ünï.txt");
    expect(statSync(join(to, "folder/tool")).mode & 0o777).toBe(0o755);
    expect(statSync(join(to, "folder/below/ünï.txt")).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(to, "single.txt"), "utf8")).toBe("file");
  });

  it("says which interpreter it was, and how each command ended", async () => {
    const { backend, environment } = get();
    const { result } = await runTask(backend, task(environment, [{ name: "nothing", shell: ":" }]));
    expect(result.interpreter).toMatch(/^(CPython|PyPy|GraalPy|GraalVM) \d+\.\d+\.\d+/);
    expect(result.commands).toEqual([
      { name: "nothing", verdict: "passed", exitStatus: 0, seconds: expect.any(Number) as number },
    ]);
  });

  it("hands the outputs of one task to another", async () => {
    const { backend, environment } = get();
    const outputs = { folder: "{out}/folder", file: "{out}/some name.txt" };
    const shell = "mkdir {out}/folder; echo first > {out}/folder/a; echo second > '{out}/some name.txt'";
    const first = task(environment, [{ name: "make", shell }], { outputs });
    const made = await runTask(backend, first);
    const second = task(
      environment,
      [{ name: "read", shell: "cat {folder}/a '{file}'; echo name is '{file}'" }],
      {
        inputs: {
          folder: { from: "task", task: first.id, output: "folder" },
          file: { from: "task", task: first.id, output: "file" },
        },
      },
    );
    const ran = await runTask(backend, second, { inputs: made.outputs });
    expect(ran.text).toMatch(/first\nsecond\nname is .*\/some name\.txt\n/);
  });

  it("takes folders and files with any name, and leaves them as they were", async () => {
    const { backend, environment } = get();
    const folder = join(temporaryFolder(), 'it\'s a "project" [ä]');
    mkdirSync(folder);
    writeFileSync(join(folder, "file.txt"), "before\n");
    symlinkSync("file.txt", join(folder, "link"));
    const tree = await backend.importPath(folder);
    const one = task(
      environment,
      [
        python("read", [
          "import os, sys",
          "here = sys.argv[1] if len(sys.argv) > 1 else os.environ['PROJECT']",
          "print(open(os.path.join(here, 'file.txt')).read(), os.readlink(os.path.join(here, 'link')))",
        ]),
        {
          name: "spoil",
          shell: "echo after > {project}/file.txt; rm {project}/link; touch {project}/new",
          check: true,
        },
      ],
      { inputs: { project: { from: "project" } }, env: { PROJECT: "{project}" } },
    );
    const ran = await runTask(backend, one, { inputs: { project: tree } });
    expect(ran.text).toContain("before\n file.txt");
    expect(readFileSync(join(folder, "file.txt"), "utf8")).toBe("before\n");
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
    const again = await runTask(backend, { ...one, id: `${one.id}-again` }, { inputs: { project: tree } });
    expect(again.text).toContain("before\n file.txt");
  });

  it("writes the small files that are part of the task", async () => {
    const { backend, environment } = get();
    const one = task(environment, [{ name: "read", shell: "cat {list}; basename {list}" }], {
      inputs: { list: { from: "text", name: "requirements.txt", text: "packaging==25.0\n" } },
    });
    const file = join(temporaryFolder(), "requirements.txt");
    writeFileSync(file, "packaging==25.0\n");
    const ran = await runTask(backend, one, { inputs: { list: await backend.importPath(file) } });
    expect(ran.text).toContain("packaging==25.0\nrequirements.txt\n");
  });

  it("fills placeholders that it knows, and leaves other braces alone", async () => {
    const { backend, environment } = get();
    const one = task(
      environment,
      [
        {
          name: "fill",
          shell:
            'work=shell; echo "{out} ${work} {nothing} {} $VALUE"; test -d "{scripts}"; test -d "{cache-uv}"',
          env: { VALUE: "{work}/x", PATH: "{work}/bin:{PATH}" },
        },
        { name: "path", shell: 'test "$PATH" != "${PATH#/}"' },
      ],
      { caches: ["uv"] },
    );
    const ran = await runTask(backend, one);
    expect(ran.result.verdict).toBe("passed");
    expect(ran.text).toMatch(/^\/\S+\/out shell \{nothing\} \{\} \/\S+\/work\/x$/m);
  });

  it("gives commands a clean environment: umask, hash seed, no input, a home of their own", async () => {
    const { backend, environment } = get();
    const shell = [
      'case "$HOME" in {work}/*) echo home is below work;; esac',
      'case "$TMPDIR" in {work}/*) touch "$TMPDIR/a" && echo tmpdir is below work;; esac',
      "umask; echo seed $PYTHONHASHSEED",
      "read line || echo no input",
      "pwd; env",
    ].join("\n");
    const ran = await runTask(backend, task(environment, [{ name: "look", shell }]));
    expect(ran.text).toMatch(/home is below work\ntmpdir is below work\n0022\nseed 0\nno input\n/);
    expect(ran.text).toMatch(/\/work$/m);
    expect(ran.text).not.toContain(Object.values(plantedEnv)[0]);
    expect(ran.text).not.toContain(Object.keys(plantedEnv)[0]);
  });

  it("passes the task's environment, then the command's", async () => {
    const { backend, environment } = get();
    const one = task(
      environment,
      [{ name: "look", shell: "echo $A $B {out}", env: { B: "command" }, cwd: "{out}" }],
      { env: { A: "task", B: "task" } },
    );
    expect((await runTask(backend, one)).text).toContain("task command");
  });

  it("copies standard output into a file where it is asked to", async () => {
    const { backend, environment } = get();
    const one = task(
      environment,
      [{ name: "list", shell: "echo out; echo err >&2", stdout: "{out}/list.txt" }],
      {
        outputs: { list: "{out}/list.txt" },
      },
    );
    const ran = await runTask(backend, one);
    expect(ran.result.outputs["list"]).toEqual([{ path: "", sha256: sha256("out\n"), size: 4 }]);
    expect(ran.text).toMatch(/out\n/);
    expect(ran.text).toMatch(/err\n/);
  });

  it("tells of each command when it begins, in order", async () => {
    const { backend, environment } = get();
    const one = task(environment, [
      { name: "first", shell: ":" },
      { name: "zweitens, „quoted“", shell: ":" },
    ]);
    const { events } = await runTask(backend, one);
    expect(events).toEqual([
      { type: "task-started", task: one.id },
      { type: "command-started", task: one.id, command: "first" },
      { type: "command-started", task: one.id, command: "zweitens, „quoted“" },
      { type: "task-finished", task: one.id, verdict: "passed", seconds: expect.any(Number) as number },
    ]);
  });

  it("hands over how many jobs a build may start, in the words of its tools", async () => {
    const { backend, environment } = get();
    const names = ["MAX_JOBS", "CMAKE_BUILD_PARALLEL_LEVEL", "CARGO_BUILD_JOBS", "MAKEFLAGS"];
    const code = ["import os, sys", `print(*sys.argv[1:], *map(os.environ.get, ${JSON.stringify(names)}))`];
    const command = python("print", code);
    const one = task(environment, [{ ...command, argv: [...(command.argv ?? []), "-j{jobs}"] }]);
    const ran = await runTask(backend, one, { jobs: 3 });
    expect(ran.text).toContain("-j3 3 3 3 -j3");
    expect(ran.result.jobs).toBe(3);
    expect(ran.result.peakMiB).toBeGreaterThan(0);
    const own = task(environment, [python("print", code)], { env: { MAX_JOBS: "1" } });
    // What the project says counts more.
    expect((await runTask(backend, own, { jobs: 2 })).text).toContain("1 2 2 -j2");
  });

  it("masks secrets in log and result, also where one is printed in pieces", async () => {
    const { backend, environment } = get();
    const secret = "s3cr3t-väl/ue+1";
    const code = [
      "import base64, os, sys, time, urllib.parse",
      "value = os.environ['TOKEN']",
      "sys.stdout.reconfigure(line_buffering=True)",
      "assert len(value) == 15",
      "for character in value: sys.stdout.write(character); sys.stdout.flush(); time.sleep(0.01)",
      "print('|', urllib.parse.quote(value, safe=''), base64.b64encode(value.encode()).decode())",
      "sys.exit('end ' + value)",
    ];
    const one = task(environment, [python("print", code)], { secrets: ["TOKEN"] });
    const ran = await runTask(backend, one, { secrets: { TOKEN: secret } });
    expect(ran.text).toContain("***| *** ***");
    expect(ran.text).toContain("end ***");
    const told = ran.text + JSON.stringify(ran.result) + JSON.stringify(ran.events);
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
      expect(told).not.toContain(form);
    }
  });

  it("keeps the head and the tail of 100 MB of output", async () => {
    const { backend, environment } = get();
    const code = [
      "import sys",
      "print('the very first line')",
      "line = 'x' * 99 + '\\n'",
      "for _ in range(1000): sys.stdout.write(line * 1000)",
      "print('the very last line')",
    ];
    const ran = await runTask(backend, task(environment, [python("print", code)]));
    expect(ran.result.verdict).toBe("passed");
    expect(ran.text).toContain("the very first line");
    expect(ran.text).toContain("the very last line");
    expect(ran.text).toMatch(/\[\.\.\. \d+ bytes left out \.\.\.\]/);
    expect(ran.text.length).toBeLessThan(70 * 1024 * 1024);
  });

  it("gives the same outputs twice, from the same paths", async () => {
    const { backend, environment } = get();
    const shell =
      "mkdir {out}/a; echo {work} {out} {python} $HOME $TMPDIR > {out}/a/paths; echo {} > {out}/a/b";
    const one = task(environment, [{ name: "make", shell }], { outputs: { a: "{out}/a" } });
    const first = await runTask(backend, one);
    const second = await runTask(backend, one);
    expect(second.result.outputs).toEqual(first.result.outputs);
  });

  it("runs several tasks at once", async () => {
    const { backend, environment } = get();
    const tasks = [1, 2, 3].map((n) =>
      task(environment, [{ name: "write", shell: `sleep 0.3; echo ${n} > {out}/n` }], {
        outputs: { n: "{out}/n" },
      }),
    );
    const all = await Promise.all(tasks.map((one) => runTask(backend, one)));
    expect(all.map(({ result }) => result.outputs["n"]?.[0]?.sha256)).toEqual(
      ["1\n", "2\n", "3\n"].map(sha256),
    );
  });

  it("gives each of several tasks at once its own jobs, and takes none for an earlier one", async () => {
    const { backend, environment } = get();
    const now = String(Date.now());
    const jobs = [1, 2, 3, 4, 5, 6];
    const ran = await Promise.all(
      jobs.map((count) => {
        const one = task(environment, [{ name: "print", shell: 'echo "jobs $MAX_JOBS"' }], {
          env: { NOW: now },
        });
        return runTask(backend, one, { jobs: count });
      }),
    );
    expect(ran.map(({ result }) => result.jobs)).toEqual(jobs);
    expect(ran.map(({ text }) => /jobs (\d)/.exec(text)?.[1])).toEqual(jobs.map(String));
    expect(ran.map(({ remembered }) => remembered ?? false)).toEqual(jobs.map(() => false));
  });

  it("does not start a command for which an empty file says that there is nothing to do", async () => {
    const { backend, environment } = get();
    const command = (file: string) => ({
      name: file,
      shell: `echo did ${file}`,
      unlessEmpty: `{out}/${file}`,
    });
    const one = task(environment, [
      { name: "write", shell: ": > {out}/empty; echo something > {out}/full" },
      command("empty"),
      command("full"),
    ]);
    const { result, text } = await runTask(backend, one);
    expect(result.commands.map(({ verdict }) => verdict)).toEqual(["passed", "passed", "passed"]);
    expect(text).toContain("did full");
    expect(text).not.toContain("did empty");
  });

  it("lists no files of an output that has hundreds", async () => {
    const { backend, environment } = get();
    const shell = "mkdir {out}/many; cd {out}/many; for i in $(seq 1 201); do : > $i; done";
    const one = task(environment, [{ name: "make", shell }], { outputs: { many: "{out}/many" } });
    const ran = await runTask(backend, one);
    expect(ran.result.outputs).toEqual({ many: null });
    expect(Object.keys(ran.outputs)).toEqual(["many"]);
  });
}
