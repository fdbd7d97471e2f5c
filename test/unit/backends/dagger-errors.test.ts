import { describe, expect, it } from "vitest";
import { connectError, engineError, wordsOf } from "../../../src/backends/dagger-errors.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { dagger } from "../../../src/services.ts";

/** Messages as an engine and the SDK give them. */
const said = {
  missing:
    'failed to resolve image "registry.example/x:latest" (platform: "linux/amd64"): registry.example/x:latest: not found',
  denied:
    'failed to resolve image "registry.example/x": pull access denied, insufficient_scope: authorization failed',
  offline: 'failed to resolve image "registry.invalid/x": dial tcp: lookup registry.invalid: no such host',
  malformed: "failed to parse image address No Such Image: invalid reference format",
};

/** An error as the SDK throws them. */
const sdkError = (message: string) => Object.assign(new Error(message), { code: "D100" });

describe("engineError", () => {
  it.each([
    [said.missing, "image-unreachable", "Correct its name"],
    [said.denied, "image-unreachable", "docker login"],
    [said.offline, "image-unreachable", "reaches its registry"],
    [said.malformed, "image-unreachable", "Correct the name of the image"],
    ["write /x: no space left on device", "disk-full", "prune"],
    ["request failed, reason: connect ECONNREFUSED 127.0.0.1:4567", "engine-missing", "dagger version"],
    ["request failed, reason: socket hang up", "engine-missing", "dagger version"],
    ["something else", "internal", "Report this"],
  ])("reads %s", (message, code, next) => {
    const error = engineError(sdkError(message), "wheel:x") as WheelwayError;
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^wheel:x: /);
    expect(error.why).toBe(message);
    expect(error.next).toContain(next);
  });

  it("leaves all other errors as they are", () => {
    const own = new WheelwayError("interrupted", { message: "m", next: "n" });
    expect(engineError(own, "x")).toBe(own);
    const bug = new TypeError("a bug of ours");
    expect(engineError(bug, "x")).toBe(bug);
  });
});

describe("wordsOf", () => {
  it("drops trace identifiers, and looks through the SDK's wrappers", () => {
    expect(wordsOf(new Error("exit code: 3 [traceparent:abc123-0f]"))).toBe("exit code: 3");
    const inner = new Error("connect ECONNREFUSED 127.0.0.1:1");
    const outer = new Error("Encountered an unknown error while requesting data via graphql", {
      cause: inner,
    });
    expect(wordsOf(outer)).toBe("connect ECONNREFUSED 127.0.0.1:1");
  });

  it("keeps what a failed command printed, and not the request that the SDK repeats", () => {
    expect(wordsOf({ message: "exit code: 1", stderr: "exec format error\n" })).toBe(
      "exit code: 1\nexec format error",
    );
    const request = new Error('{"response": {}, "request": {"query": "setSecret(plaintext: \\"x\\")"}}');
    expect(wordsOf(new Error("not found", { cause: request }))).toBe("not found");
  });
});

describe("connectError", () => {
  it("tells an engine of another release apart", () => {
    const wrapped = new Error("failed to execute function with automatic provisioning: x", {
      cause: new Error("start engine: incompatible engine version v0.18.2"),
    });
    const error = connectError(wrapped, "the engine at tcp://ci:1234");
    expect(error.code).toBe("engine-version");
    expect(error.message).toContain("0.18.2");
    expect(error.message).toContain(dagger.version);
    expect(error.next).toContain(dagger.version);
  });

  it("says what the program printed last", () => {
    const error = connectError(new Error("a\nb\nCannot connect to the Docker daemon"), "dagger with docker");
    expect(error.code).toBe("engine-missing");
    expect(error.why).toContain("Cannot connect to the Docker daemon");
    expect(error.message).toContain("dagger with docker");
  });
});
