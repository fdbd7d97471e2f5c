/** Digests of images from a real registry. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpClient } from "../../src/clients/http.ts";
import { resolveDigest } from "../../src/clients/image-registry.ts";
import {
  pushImage,
  pushIndex,
  startRegistry,
  whyNoRegistry,
  type Registry,
} from "../support/image-registry.ts";

const http = httpClient({ pauseMs: 1, attempts: 2, deadlineMs: 2_000 });
const reason = whyNoRegistry();
const skipped = reason === undefined ? "" : ` (skipped: ${reason})`;

describe.skipIf(reason !== undefined)(`an open registry${skipped}`, () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.stop());

  it("tells the digest of an image by tag", async () => {
    const digest = await pushImage(registry, "mirror/manylinux_2_28_x86_64", "2026.11");
    const reference = `${registry.host}/mirror/manylinux_2_28_x86_64:2026.11`;
    expect(await resolveDigest(reference, http)).toEqual({ digest });
  });

  it("tells the digest of the index of an image for several platforms", async () => {
    const [one, other] = [await pushImage(registry, "multi", "a"), await pushImage(registry, "multi", "b")];
    const digest = await pushIndex(registry, "multi", "latest", [one, other]);
    expect(await resolveDigest(`${registry.host}/multi`, http)).toEqual({ digest });
    expect([one, other]).not.toContain(digest);
  });

  it("tells another digest when the tag was moved", async () => {
    const before = await pushImage(registry, "moving", "v1");
    await pushImage(registry, "moving", "v2");
    const after = await pushImage(registry, "moving", "v3");
    expect((await resolveDigest(`${registry.host}/moving:v1`, http)).digest).toBe(before);
    expect((await resolveDigest(`${registry.host}/moving:v3`, http)).digest).toBe(after);
  });

  it("says that there is no such image", async () => {
    await expect(resolveDigest(`${registry.host}/nothing:here`, http)).rejects.toMatchObject({
      code: "image-unreachable",
      message: expect.stringContaining("there is no image") as string,
    });
  });
});

describe.skipIf(reason !== undefined)(`a registry that wants a token${skipped}`, () => {
  let registry: Registry;
  let tokens: Server;
  const asked: URL[] = [];
  beforeAll(async () => {
    tokens = createServer((request, response) => {
      asked.push(new URL(request.url ?? "", "http://localhost"));
      response.setHeader("content-type", "application/json").end('{"token": "anonymous-token"}');
    });
    await new Promise<void>((ready) => tokens.listen(0, "127.0.0.1", ready));
    const realm = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
    registry = await startRegistry({ realm });
  });
  afterAll(async () => {
    tokens.close();
    await registry.stop();
  });

  it("gets the anonymous one that it offers", async () => {
    const digest = await pushImage(registry, "some/image", "1", { authorization: "Bearer pusher" });
    expect(await resolveDigest(`${registry.host}/some/image:1`, http)).toEqual({ digest });
    expect(asked[0]?.searchParams.get("service")).toBe("tests");
    expect(asked[0]?.searchParams.get("scope")).toContain("repository:some/image:pull");
  });
});

describe.skipIf(reason !== undefined)(`a registry that wants credentials${skipped}`, () => {
  it("is told as such, with the way out", async () => {
    const registry = await startRegistry("password");
    try {
      await expect(resolveDigest(`${registry.host}/private:1`, http)).rejects.toMatchObject({
        code: "image-unreachable",
        message: expect.stringContaining("wants credentials") as string,
        next: expect.stringContaining("@sha256:") as string,
      });
    } finally {
      await registry.stop();
    }
  });
});

describe("no registry", () => {
  it("is needed for a reference with a digest", async () => {
    const digest = `sha256:${"1".repeat(64)}`;
    expect(await resolveDigest(`registry.invalid/image@${digest}`, http)).toEqual({ digest });
  });

  it("answers: which one, why, and the mirror that helps", async () => {
    await expect(resolveDigest("registry.invalid/image:1", http)).rejects.toMatchObject({
      code: "image-unreachable",
      exitStatus: 3,
      why: expect.stringContaining("https://registry.invalid/v2/image/manifests/1: ") as string,
      next: expect.stringContaining("[tool.wheelway] registry") as string,
    });
  });

  it("is asked for what is no reference", async () => {
    await expect(resolveDigest("https://registry.invalid/image", http)).rejects.toMatchObject({
      message: expect.stringContaining("not an image reference") as string,
    });
  });
});
