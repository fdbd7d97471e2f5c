import { describe, expect, it } from "vitest";
import { evaluate, newest } from "../../support/driver.ts";

/** What real tools printed without a network, and what they wanted. */
const wanted: Record<string, { text: string; reached?: string[] }> = {
  "git over https": {
    text: "$ git clone https://forge.example/a/b\nCloning into 'b'...\nfatal: unable to access 'https://forge.example/a/b/': Could not resolve host: forge.example\n",
    reached: ["https://forge.example/a/b"],
  },
  "git over ssh": {
    text: "$ git clone git@forge.example:a/b\nssh: Could not resolve hostname forge.example: Temporary failure in name resolution\nfatal: Could not read from remote repository.\n",
    reached: ["git@forge.example:a/b"],
  },
  "curl by name": { text: "curl: (6) Could not resolve host: files.example\n", reached: ["files.example"] },
  "curl by address": {
    text: "curl: (7) Failed to connect to 192.0.2.1 port 80 after 4 ms: Couldn't connect to server\n",
    reached: ["192.0.2.1"],
  },
  wget: {
    text: "--2026-11-21--  https://files.example/a\nResolving files.example (files.example)... failed: Temporary failure in name resolution.\nwget: unable to resolve host address ‘files.example’\n",
    reached: ["https://files.example/a"],
  },
  pip: {
    text: "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/packaging/\nERROR: No matching distribution found for packaging\n",
    reached: ["/simple/packaging/"],
  },
  requests: {
    text: "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='files.example', port=443): Max retries exceeded with url: /data.bin (Caused by NameResolutionError(\"x\"))\n",
    reached: ["https://files.example/data.bin"],
  },
  uv: {
    text: "error: Request failed after 3 retries in 4.1s\n  cause: Failed to fetch: https://index.example/simple/idna/\n  cause: error sending request for url (https://index.example/simple/idna/)\n  cause: dns error\n",
    reached: ["https://index.example/simple/idna"],
  },
  "uv --offline": {
    text: "  cause: Because hatchling was not found in the cache and you require hatchling, we can conclude that your requirements are unsatisfiable.\n\nhint: Packages were unavailable because the network was disabled. See https://docs.example/\n",
    reached: ["hatchling"],
  },
  cargo: {
    text: "note: see more keys at https://docs.example/manifest.html\n    Updating index\nwarning: spurious network error (1 try remaining): [6] Could not resolve hostname (Could not resolve host: index.example)\nerror: failed to get `libc`\n\nCaused by:\n  failed to download from `https://index.example/config.json`\n\nCaused by:\n  [6] Could not resolve hostname (Could not resolve host: index.example)\n",
    reached: ["https://index.example/config.json"],
  },
  "cargo --offline": { text: "As a reminder, you're using offline mode (--offline) which can sometimes …\n" },
  go: {
    text: 'go: a@latest: Get "https://proxy.example/a/@v/list": dial tcp: lookup proxy.example on 10.0.0.1:53: dial udp 10.0.0.1:53: socket: network is unreachable\n',
    reached: ["https://proxy.example/a/@v/list"],
  },
  npm: {
    text: "npm error request to https://registry.example/left-pad failed, reason: getaddrinfo EAI_AGAIN registry.example\n",
    reached: ["https://registry.example/left-pad"],
  },
  Python: { text: "socket.gaierror: [Errno -3] Temporary failure in name resolution\n" },
  "Python by address": { text: "OSError: [Errno 101] Network is unreachable\n" },
  docker: {
    text: "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get …\n",
    reached: ["unix:///var/run/docker.sock"],
  },
  "a password in a URL": {
    text: "fatal: unable to access 'https://user:hidden@forge.example/x/': Could not resolve host: forge.example\n",
    reached: ["https://forge.example/x"],
  },
};

interface Told {
  readonly reason: string;
  readonly message: string;
  readonly reached: string[];
}

function diagnose(
  cases: readonly (readonly [status: number, text: string, network: "none" | "index"])[],
): Told[] {
  const lines = [
    "import diagnosis",
    "found = [diagnosis.diagnose(*one) for one in given]",
    "print(json.dumps([dict(reason=f.reason, message=f.message, reached=f.reached_for) for f in found]))",
  ];
  return evaluate(newest, lines, cases) as Told[];
}

describe("diagnose", () => {
  it("sees that a command wanted the network, and what it reached for", () => {
    const told = diagnose(Object.values(wanted).map(({ text }) => [1, text, "none"]));
    for (const [index, [name, { reached }]] of Object.entries(wanted).entries()) {
      expect.soft(told[index]?.reason, name).toBe("network");
      expect.soft(told[index]?.reached, name).toEqual(reached ?? []);
    }
  });

  it("calls the same an index failure where the network was open", () => {
    const told = diagnose(Object.values(wanted).map(({ text }) => [1, text, "index"]));
    expect(new Set(told.map(({ reason }) => reason))).toEqual(new Set(["index"]));
  });

  it("knows what only an open network does", () => {
    const texts = [
      "ConnectionRefusedError: [Errno 111] Connection refused",
      "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='i', port=443): Read timed out.",
      "urllib.error.HTTPError: HTTP Error 503: Service Unavailable",
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
      "fatal: early EOF",
      "curl: (22) The requested URL returned error: 502",
    ];
    const open = diagnose(texts.map((text) => [1, text, "index"]));
    expect(open.map(({ reason }) => reason)).toEqual(texts.map(() => "index"));
  });

  it("leaves everything else alone", () => {
    const texts = [
      "error: command 'gcc' failed with exit status 1",
      "ERROR: No matching distribution found for nothing==9",
      "AssertionError: 'network' != 'net'",
      "PermissionError: [Errno 13] Permission denied: '/etc/x'",
      "see https://docs.example/ for help",
      "$ curl --fail 'Could not resolve host'",
      "500 passed, 3 failed",
    ];
    const shut = diagnose(texts.map((text) => [1, text, "none"]));
    const open = diagnose(texts.map((text) => [1, text, "index"]));
    expect([...shut, ...open].map(({ reason }) => reason)).toEqual([...texts, ...texts].map(() => "exit"));
  });

  it("knows a full disk and a signal", () => {
    const [disk, rust, segv, strange] = diagnose([
      [1, "cc1: fatal error: closing: No space left on device", "none"],
      [1, "error: (os error 28)", "none"],
      [-11, "", "none"],
      [-63, "", "none"],
    ]);
    expect([disk?.reason, rust?.reason]).toEqual(["disk-full", "disk-full"]);
    expect(segv).toMatchObject({ reason: "signal", message: "it was killed by SIGSEGV" });
    expect(strange?.message).toBe("it was killed by signal 63");
  });
});
