/** Everything that a release talks to, on this machine alone: two package indexes, a forge with its git, a CI's identity tokens, Sigstore. */

import { join } from "node:path";
import { startFakeForge, type FakeForge } from "../../test/support/fake-forge/server.ts";
import { startFakeIndex, type FakeIndex } from "../../test/support/fake-index/server.ts";
import { publisherOf, trustedPublishing } from "../../test/support/fake-index/trusted.ts";
import { startGitRemote, type GitRemote } from "../../test/support/git-remote.ts";
import { indexTable } from "../../test/support/index-table.ts";
import { startTokenService } from "../../test/support/oidc.ts";
import { serveSigstore } from "../../test/support/sigstore-services.ts";
import { startSigstore } from "../../test/support/sigstore.ts";
import { git } from "./git.ts";

export interface Services {
  readonly pypi: FakeIndex;
  readonly testpypi: FakeIndex;
  readonly forge: FakeForge;
  readonly remote: GitRemote;
  /** Variables by which a CI tells its jobs where identity tokens come from. */
  readonly identity: Readonly<Record<string, string>>;
  /** Whom signatures are checked against. */
  readonly trustedRoot: string;
  /** Tables of wheelway.toml that name these services in the place of the public ones. */
  readonly tables: string;
  readonly close: () => Promise<void>;
}

/** The repository that the forge has, and that the indexes trust. */
const repository = "demo/demo";

export async function startServices(folder: string): Promise<Services> {
  const sigstore = await startSigstore();
  const index = (name: string) =>
    startFakeIndex({
      folder: join(folder, name),
      trusted: trustedPublishing({ accepts: publisherOf(repository) }),
    });
  const [pypi, testpypi, tokens, signing, remote] = await Promise.all([
    index("pypi"),
    index("testpypi"),
    startTokenService(),
    serveSigstore(sigstore),
    startGitRemote(join(folder, "remote.git")),
  ]);
  const makeTag = (tag: string, commit: string) => void git(remote.folder, "tag", tag, commit);
  const forge = await startFakeForge({
    folder: join(folder, "forge"),
    project: repository,
    git: { tags: remote.tags, makeTag },
  });
  const { fulcio, rekor, tsa } = signing.service;
  return {
    pypi,
    testpypi,
    forge,
    remote,
    identity: tokens.env,
    trustedRoot: sigstore.trustedRoot,
    tables: [
      "[release]",
      'forge = "github"',
      `forge-api = "${forge.api}"`,
      `forge-project = "${forge.project}"`,
      `sigstore = { fulcio = "${fulcio}", rekor = "${rekor}", tsa = "${tsa}", trusted-root = "root.json" }`,
      indexTable("test-index", "testpypi", testpypi),
      indexTable("index", "pypi", pypi),
    ].join("\n"),
    close: async () => {
      const all = [pypi, testpypi, tokens, signing, remote, forge];
      await Promise.all(all.map((service) => service.close()));
    },
  };
}
