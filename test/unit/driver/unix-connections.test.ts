import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/archives.ts";
import { drive, newest, pythons } from "../../support/driver.ts";

/** Listens at the first path, and prints what came of connecting to the second one. */
const program = [
  "import errno, os, socket, sys",
  "listens, asks = sys.argv[1:]",
  "server = socket.socket(socket.AF_UNIX); server.bind(listens); server.listen(1)",
  "if asks == 'link': os.symlink(listens, 'link')",
  "client = socket.socket(socket.AF_UNIX)",
  "try: client.connect(asks.replace('@', '\\0'))",
  "except OSError as error: print('refused', errno.errorcode[error.errno])",
  "else: client.send(b'hello'); print('said', server.accept()[0].recv(9).decode())",
].join("\n");

function connect(listens: string, asks: string, python = newest) {
  const argv = ["{python}", "-c", program, listens, asks];
  const { log, result } = drive(python, { commands: [{ name: "connect", argv }] });
  return result.network.state === "isolated" ? /^(said|refused) .*$/m.exec(log)?.[0] : result.network.why;
}

describe.runIf(process.platform === "linux")("a command without the network", () => {
  it.each(pythons)("connects to a socket of its own task, on $name", (python) => {
    expect(connect("{work}/s", "{work}/s", python)).toBe("said hello");
    expect(connect("{work}/s", "s", python)).toBe("said hello");
  });

  it("connects to no other socket, whatever the path to it", () => {
    const elsewhere = `${temporaryFolder()}/s`;
    expect(connect(elsewhere, elsewhere)).toBe("refused EACCES");
    expect(connect(`${temporaryFolder()}/s`, "link")).toBe("refused EACCES");
    expect(connect("{work}/s", "@abstract")).toBe("refused EACCES");
    expect(connect("{work}/s", "{work}/none")).toBe("refused ENOENT");
  });
});
