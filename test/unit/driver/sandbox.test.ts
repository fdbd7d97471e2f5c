import { describe, expect, it } from "vitest";
import { evaluate, newest } from "../../support/driver.ts";

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, constant: number];
interface Call {
  readonly architecture: number;
  readonly number: number;
  readonly args: readonly number[];
}

const programs = evaluate(newest, [
  "import sandbox",
  "print(json.dumps({machine: sandbox.filter_program(machine) for machine in sandbox.SYSCALLS}))",
]) as Record<string, Instruction[]>;

const allow = 0x7fff0000;
const refused = (error: number) => 0x00050000 | error;
const [ENOSYS, EACCES, ENETUNREACH] = [38, 13, 101];
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_VSOCK] = [1, 2, 10, 16, 40];
const [STREAM, DGRAM, RAW, SEQPACKET, CLOEXEC] = [1, 2, 3, 5, 0o2000000];

/** What the kernel's interpreter of classic BPF does, as far as the filter uses it (Documentation/networking/filter.rst). */
function decide(program: readonly Instruction[], call: Call): number {
  let value = 0;
  for (let at = 0; at < program.length; at++) {
    const [code, whenTrue, whenFalse, constant] = program[at]!;
    switch (code) {
      case 0x20: {
        const words = [call.number, call.architecture, 0, 0, ...call.args.flatMap((arg) => [arg, 0])];
        value = (words[constant / 4] ?? 0) >>> 0;
        break;
      }
      case 0x15:
        at += value === constant ? whenTrue : whenFalse;
        break;
      case 0x35:
        at += value >= constant ? whenTrue : whenFalse;
        break;
      case 0x54:
        value = (value & constant) >>> 0;
        break;
      case 0x06:
        return constant;
      default:
        throw new Error(`no such instruction: ${code}`);
    }
  }
  throw new Error("the program ends without a verdict");
}

const machines = {
  x86_64: { architecture: 0xc000003e, socket: 41, connect: 42, socketpair: 53, sendto: 44, write: 1 },
  aarch64: { architecture: 0xc00000b7, socket: 198, connect: 203, socketpair: 199, sendto: 206, write: 64 },
};

describe.each(Object.entries(machines))("the filter of %s", (machine, { architecture, ...numbers }) => {
  const program = programs[machine]!;
  const verdict = (number: number, ...args: number[]) => decide(program, { architecture, number, args });

  it("lets socket() make nothing but unix stream sockets", () => {
    expect(verdict(numbers.socket, AF_UNIX, STREAM, 0)).toBe(allow);
    expect(verdict(numbers.socket, AF_UNIX, STREAM | CLOEXEC, 0)).toBe(allow);
    expect(verdict(numbers.socket, AF_UNIX, SEQPACKET, 0)).toBe(allow);
    expect(verdict(numbers.socketpair, AF_UNIX, STREAM | CLOEXEC, 0)).toBe(allow);
    for (const family of [AF_INET, AF_INET6, AF_NETLINK, AF_VSOCK, 0, 17, 38]) {
      for (const type of [STREAM, DGRAM, RAW, STREAM | CLOEXEC]) {
        expect(verdict(numbers.socket, family, type, 0)).toBe(refused(ENETUNREACH));
      }
    }
    // Linux makes a datagram socket of SOCK_RAW.
    for (const type of [DGRAM, RAW, DGRAM | CLOEXEC]) {
      expect(verdict(numbers.socket, AF_UNIX, type, 0)).toBe(refused(EACCES));
      expect(verdict(numbers.socketpair, AF_UNIX, type, 0)).toBe(refused(EACCES));
    }
  });

  it("refuses connect() and io_uring, and lets everything else be", () => {
    expect(verdict(numbers.connect, 3, 0x1000, 16)).toBe(refused(EACCES));
    expect(verdict(425, 8, 0x1000)).toBe(refused(ENOSYS));
    expect(verdict(numbers.write, 1, 0x1000, 5)).toBe(allow);
    for (let number = 0; number < 470; number++) {
      const closed = [numbers.socket, numbers.socketpair, numbers.connect, 425].includes(number);
      if (!closed) expect(verdict(number, AF_INET, STREAM, 0)).toBe(allow);
    }
  });

  it("refuses the calls of other architectures", () => {
    const others = [0x40000003, 0x40000028, 0xc000003e, 0xc00000b7].filter((one) => one !== architecture);
    for (const other of others) {
      expect(decide(program, { architecture: other, number: numbers.write, args: [] })).toBe(refused(ENOSYS));
    }
  });
});

describe("the filter of x86_64", () => {
  it("refuses the calls of x32, which have numbers of their own", () => {
    const call = {
      architecture: machines.x86_64.architecture,
      number: 0x40000000 + 41,
      args: [AF_UNIX, STREAM, 0],
    };
    expect(decide(programs["x86_64"]!, call)).toBe(refused(ENOSYS));
  });
});

describe("where the network cannot be shut", () => {
  it("says why, and does not pretend", () => {
    const lines = [
      "import isolation, sandbox",
      "def refuse(): raise sandbox.CannotIsolate(given)",
      "sandbox.shut_network = refuse",
      "found = isolation.Isolation(['python'], True)",
      "print(json.dumps([found.problem, found.argv(['x'], 'none', 0)[2:]]))",
    ];
    const why = "the kernel refused the seccomp filter: Invalid argument";
    const [problem, argv] = evaluate(newest, lines, why) as [string, string[]];
    expect(problem).toBe(why);
    expect(argv).toEqual(["index", "0", expect.stringMatching(/^\d+$/), "-1", "x"]);
  });

  it("tells an unknown machine", () => {
    const lines = [
      "import sandbox",
      "sandbox.os.uname = lambda: type('uname', (), {'machine': 'sparc64'})",
      "try: sandbox.shut_network()",
      "except sandbox.CannotIsolate as problem: print(json.dumps(str(problem)))",
    ];
    expect(evaluate(newest, lines)).toMatch(/there is no filter for \w+ sparc64/);
  });
});
