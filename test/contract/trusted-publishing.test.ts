/** Trusted publishing against an index that works: audience, mint, expiry, burn, and publishers that do not fit. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sha256File } from "../../src/artifacts/digest.ts";
import { releaseIndex } from "../../src/pipeline/release-index.ts";
import { whoWeAre } from "../../src/pipeline/release-signer.ts";
import { keepCredential } from "../../src/release/credential.ts";
import { uploadFile } from "../../src/release/effects/upload-file.ts";
import { pureWheel, sdistBytes, sdistFile, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { startFakeIndex, type FakeIndex } from "../support/fake-index/server.ts";
import { publisherOf, trustedPublishing, type TrustedPublishing } from "../support/fake-index/trusted.ts";
import { startTokenService, type TokenService } from "../support/oidc.ts";

const signal = new AbortController().signal;

interface World {
  readonly tokens: TokenService;
  readonly trusted: TrustedPublishing;
  readonly fake: FakeIndex;
  readonly index: ReturnType<typeof releaseIndex>;
  readonly secrets: readonly string[];
  readonly pass: (ms: number) => void;
  readonly clock: {
    readonly now: () => number;
    readonly sleep: () => Promise<void>;
    readonly random: () => number;
  };
  readonly folder: string;
}

interface Wish {
  readonly repository?: string;
  readonly audience?: string;
  /** Of minted tokens. */
  readonly lifeMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly withoutPublishers?: boolean;
}

async function world(wish: Wish = {}): Promise<World> {
  const { repository = "demo/demo", audience = "pypi", lifeMs, env = {}, withoutPublishers } = wish;
  let passed = 0;
  const now = () => Date.now() + passed;
  const folder = temporaryFolder();
  const tokens = await startTokenService();
  const accepts = publisherOf(repository, audience);
  const trusted = trustedPublishing({ accepts, audience, now, ...(lifeMs === undefined ? {} : { lifeMs }) });
  const fake = await startFakeIndex({
    folder: join(folder, "index"),
    ...(withoutPublishers === true ? {} : { trusted }),
  });
  onTestFinished(async () => {
    await Promise.all([tokens.close(), fake.close()]);
  });
  const secrets: string[] = [];
  const surroundings = {
    env: { HOME: folder, ...tokens.env, ...env },
    keepSecret: (value: string) => void secrets.push(value),
    now: () => new Date(),
  };
  const { identity, ask } = whoWeAre(surroundings);
  const settings = {
    name: "pypi",
    upload: fake.upload,
    simple: fake.simple,
    page: undefined,
  };
  const index = releaseIndex(settings, surroundings, identity, ask);
  const clock = { now, sleep: () => Promise.resolve(), random: () => 0.5 };
  return { tokens, trusted, fake, index, secrets, pass: (ms) => (passed += ms), clock, folder };
}

/** An upload of one file with a credential that is kept. */
function uploads({ index, clock, folder }: World) {
  writeFileSync(join(folder, pureWheel), wheelBytes());
  writeFileSync(join(folder, sdistFile), sdistBytes());
  const kept = keepCredential(index, clock);
  const send = async (file: string) => {
    const sha256 = await sha256File(join(folder, file));
    const kind = file.endsWith(".whl") ? ("wheel" as const) : ("sdist" as const);
    const effect = uploadFile({
      index,
      project: "demo",
      version: "1.0",
      file: { file, kind, sha256, size: 1 },
      folder,
      attestations: [],
      credential: kept.find,
      guards: [],
      warn: () => Promise.resolve(),
    });
    return effect.run(signal);
  };
  return { send, kept };
}

describe("trusted publishing", () => {
  it("changes the identity of the run for a token that uploads, keeps both secret, and gives it back", async () => {
    const here = await world();
    const { send, kept } = uploads(here);
    expect(await send(pureWheel)).toMatchObject({ credential: "trusted publishing" });
    await send(sdistFile);
    expect(here.tokens.asked).toEqual(["pypi"]);
    expect(here.trusted.minted).toHaveLength(1);
    expect(here.fake.files()).toHaveLength(2);
    await kept.giveBack();
    expect(here.trusted.burned).toEqual(here.trusted.minted);
    for (const secret of [...here.trusted.minted, ...here.tokens.given])
      expect(here.secrets).toContain(secret);
  });

  it("mints again what is older than ten minutes", async () => {
    const here = await world();
    const { send } = uploads(here);
    await send(pureWheel);
    here.pass(11 * 60_000);
    await send(sdistFile);
    expect(here.trusted.minted).toHaveLength(2);
    expect(here.trusted.burned).toEqual(here.trusted.minted.slice(0, 1));
  });

  it("mints again, once, what ended while a file was on its way", async () => {
    const here = await world({ lifeMs: 60_000 });
    const { send } = uploads(here);
    await send(pureWheel);
    here.pass(2 * 60_000);
    await send(sdistFile);
    expect(here.trusted.minted).toHaveLength(2);
    const stored = here.fake.events.flatMap((event) => (event.type === "stored" ? [event.file] : []));
    expect(stored).toEqual([pureWheel, sdistFile]);
    const never = await world({ lifeMs: -1 });
    const { send: sendOnce } = uploads(never);
    await expect(sendOnce(pureWheel)).rejects.toMatchObject({ kind: "unauthorized" });
    expect(never.trusted.minted).toHaveLength(2);
  });

  it("leaves no trace where it is only foreseen", async () => {
    const here = await world();
    await here.index.foreseeCredential?.(signal);
    expect(here.tokens.asked).toEqual(["pypi"]);
    expect(here.trusted.minted).toEqual([]);
  });

  it("is told what the index has against this run", async () => {
    const { index } = await world({ repository: "somebody/else" });
    await index.foreseeCredential?.(signal);
    await expect(index.credential(signal)).rejects.toMatchObject({
      code: "credentials-missing",
      why: expect.stringContaining("invalid-publisher") as string,
    });
  });

  it("asks for the audience that the index names", async () => {
    const here = await world({ audience: "testpypi" });
    await here.index.credential(signal);
    expect(here.tokens.asked).toEqual(["testpypi"]);
  });

  it("is named as one of the places that were looked at, and is not asked where a token is set", async () => {
    const none = await world({ withoutPublishers: true });
    await expect(none.index.foreseeCredential?.(signal)).rejects.toMatchObject({
      code: "credentials-missing",
      why: expect.stringContaining("404") as string,
    });
    const set = await world({ env: { WHEELWAY_PYPI_TOKEN: "secret" } });
    expect(await set.index.credential(signal)).toMatchObject({ from: "WHEELWAY_PYPI_TOKEN", trusted: false });
    expect(set.tokens.asked).toEqual([]);
  });

  it("stops where the CI's token service fails, and says so", async () => {
    const here = await world();
    here.tokens.instead.push({ status: 403, body: "no" });
    await expect(here.index.credential(signal)).rejects.toThrow("GitHub Actions: it answered 403");
  });
});
