/**
 * Does the release still serve whom the one before it served? Projects drop rare platforms and old Pythons on purpose, and
 * say so nowhere: what nobody drops without a word is an error, all else a warning.
 */

import type { PreviousRelease } from "../artifacts/previous-release.ts";
import { cellOf, cellLabel } from "../tags/cell.ts";
import type { Check, CheckInput } from "./check.ts";
import { lostPlaces, samePlatform, type LostPlace } from "./drift-places.ts";
import { finding, type Finding, type Severity } from "./finding.ts";
import { someOf } from "./sibling-groups.ts";

export const driftTargets: Check = {
  name: "drift-targets",
  title: "Every platform and Python of the previous release is served.",
  codes: ["WW060"],
  run: (input) => {
    const { previous } = input;
    return previous && input.wheels.length > 0 ? judge(input, previous) : [];
  },
};

function judge(input: CheckInput, previous: PreviousRelease): Finding[] {
  const { wheels, sdist, contract } = input;
  const lost = lostPlaces(previous.wheels, wheels);
  const cells = wheels.map((wheel) => cellOf(wheel.name));
  const platformStays = ({ cell }: LostPlace) =>
    cells.some(({ platform }) => samePlatform(platform, cell.platform));
  const pythonStays = ({ cell }: LostPlace) => cells.some(({ python }) => python.label === cell.python.label);
  const say = (places: readonly LostPlace[], what: string, plain: boolean) => {
    const labels = [...new Set(places.map(({ cell }) => cellLabel(cell)))];
    // What was promised is judged by the contract: that this is less than last time was somebody's will.
    const severity: Severity = plain && contract === undefined ? "error" : "warning";
    const message = `${previous.version} had ${what}, this release has none: ${someOf(labels)}`;
    return finding("WW060", places[0]?.wheel.name.file, message, { severity });
  };
  const platforms = groups(
    lost.filter((place) => !platformStays(place)),
    (place) => place.cell.platform.label,
  );
  const stay = lost.filter(platformStays);
  const pythons = groups(
    stay.filter((place) => !pythonStays(place)),
    (place) => place.cell.python.label,
  );
  const holes = groups(stay.filter(pythonStays), (place) => place.cell.platform.label);
  const noSdist = previous.sdist !== undefined && sdist === undefined && contract === undefined;
  return [
    ...platforms.map(([label, places]) => say(places, `wheels for ${label}`, isCommon(label))),
    ...pythons.map(([label, places]) =>
      say(
        places,
        `wheels for ${label}`,
        places.some((one) => isCurrent(one, previous)),
      ),
    ),
    ...holes.map(([label, places]) =>
      say(
        places,
        `wheels for ${someOf(places.map(({ cell }) => cell.python.label))} on ${label}`,
        isCommon(label) && places.some(isCPython),
      ),
    ),
    ...(noSdist
      ? [finding("WW060", "sdist", `${previous.version} had an sdist, this release has none`)]
      : []),
  ];
}

/** Platforms that most of the users have. */
function isCommon(label: string): boolean {
  return /^(?:manylinux (?:x86_64|aarch64)|macos (?:arm64|universal2)|windows amd64|any)\b/.test(label);
}

function isCPython({ cell }: LostPlace): boolean {
  return cell.python.family === "cpython" || cell.python.family === "stable-abi";
}

/** Not the oldest Python of the previous release: that one is the next to go. */
function isCurrent(place: LostPlace, previous: PreviousRelease): boolean {
  const minor = place.cell.python.version?.[1] ?? 0;
  return (
    place.cell.python.family === "cpython" &&
    previous.wheels.some((wheel) => {
      const { family, version } = cellOf(wheel.name).python;
      return family === "cpython" && (version?.[1] ?? minor) < minor;
    })
  );
}

function groups(places: readonly LostPlace[], by: (place: LostPlace) => string): [string, LostPlace[]][] {
  const found = new Map<string, LostPlace[]>();
  for (const place of places) found.set(by(place), [...(found.get(by(place)) ?? []), place]);
  return [...found];
}
