/** Finds folders of the machine that built it, in machine code and in what build tools write. */

import type { Sighting } from "./leftover.ts";

/** Where builds run that no person is named by: accounts of CI systems, images and documentation. */
const nobody = new Set(
  (
    "runner runneradmin vsts vssadministrator containeradministrator vagrant circleci travis appveyor distiller conda " +
    "builder build buildbot buildkite-agent jenkins gitlab-runner ec2-user ubuntu debian centos fedora docker root ci " +
    "worker work user users username name me you your yourname your_name someone somebody foo bar public default all " +
    "shared admin administrator guest app src linuxbrew test tester testuser nobody xxx example semaphore cirrus bot buildozer abuild"
  ).split(" "),
);

const homes = /(?:\/home|\/Users|[A-Za-z]:[\\/]{1,2}Users)[\\/]{1,2}([A-Za-z0-9_][A-Za-z0-9_.-]{0,40})[\\/]/g;
const ci =
  /\/(?:__w|builds|io|project|root|github\/workspace|tmp\/pip-[a-z-]{3,40}[0-9a-z_]{4,12}|tmp\/build-env-\w{4,12})\/[\w.@-]/;
const anyFolder =
  /\/home\/|Users[\\/]|\/__w\/|\/builds\/|\/io\/|\/project\/|\/root\/|\/github\/workspace\/|\/tmp\/(?:pip-|build-env-)/;

/** @param at where the piece begins in its text */
export function pathsIn(piece: string, at: number): Sighting[] {
  if (!anyFolder.test(piece)) return [];
  const names = [...piece.matchAll(homes)];
  const person = names.find((match) => !nobody.has((match[1] ?? "").toLowerCase()));
  if (person) return [seen("home folder of the person who built it", at + person.index)];
  const [account] = names;
  const folder = account ?? ci.exec(piece);
  return folder ? [seen("folder of the machine that built it", at + folder.index)] : [];
}

function seen(what: string, at: number): Sighting {
  return { kind: "build-path", what, evidence: what.startsWith("home") ? "shape" : "hint", at };
}
