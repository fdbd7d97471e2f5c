import { describe, expect, it } from "vitest";
import { parseImageReference, registryUrl } from "../../../src/clients/image-reference.ts";
import { defaultRegistry, images } from "../../../src/services.ts";

const digest = `sha256:${"0".repeat(64)}`;

describe("an image reference", () => {
  it.each([
    ["registry.example/a/b", "registry.example", "a/b", "latest", undefined],
    ["registry.example:5000/a/b:1.2", "registry.example:5000", "a/b", "1.2", undefined],
    ["localhost/a", "localhost", "a", "latest", undefined],
    ["127.0.0.1:5001/a__b/c-d.e:x", "127.0.0.1:5001", "a__b/c-d.e", "x", undefined],
    ["[::1]:5001/a:1", "[::1]:5001", "a", "1", undefined],
    [`registry.example/a@${digest}`, "registry.example", "a", undefined, digest],
    [`registry.example/a:1@${digest}`, "registry.example", "a", "1", digest],
    ["alpine", defaultRegistry.host, "library/alpine", "latest", undefined],
    ["alpine:3.20", defaultRegistry.host, "library/alpine", "3.20", undefined],
    ["some/image", defaultRegistry.host, "some/image", "latest", undefined],
    [`${defaultRegistry.name}/alpine`, defaultRegistry.host, "library/alpine", "latest", undefined],
  ])("%s is read", (reference, registry, repository, tag, hash) => {
    expect(parseImageReference(reference)).toEqual({ registry, repository, tag, digest: hash });
  });

  it.each([
    "",
    "Registry.example/UPPER",
    "registry.example/",
    "registry.example/a:",
    "registry.example/a b",
    "registry.example/../a",
    "registry.example/a@sha256:12",
    `registry.example/a@${digest}@${digest}`,
    "https://registry.example/a",
    "registry.example:port/a",
    "user@registry.example/a",
    "registry.example/a?x=y",
  ])("%j is none", (reference) => {
    expect(parseImageReference(reference)).toBeUndefined();
  });

  it("is what every published image has", () => {
    for (const { name } of images.families)
      expect(parseImageReference(`${images.prefix}${name}_x86_64`)).toMatchObject({ tag: "latest" });
  });
});

describe("the address of a registry", () => {
  it("is plain HTTP on the machine itself only", () => {
    expect(registryUrl("127.0.0.1:5000")).toBe("http://127.0.0.1:5000");
    expect(registryUrl("localhost")).toBe("http://localhost");
    expect(registryUrl("[::1]:5000")).toBe("http://[::1]:5000");
    expect(registryUrl("registry.example")).toBe("https://registry.example");
    expect(registryUrl("127.0.0.1.registry.example")).toBe("https://127.0.0.1.registry.example");
    expect(registryUrl("localhost.example:5000")).toBe("https://localhost.example:5000");
  });
});
