/** From what each target is to be built with to one configuration: what they have in common, and overrides for the rest. */

import type { RawTable, RawValue } from "../config.ts";
import { compareInterpreters } from "../../tags/interpreter.ts";
import { makeTarget } from "../../tags/target.ts";
import { Coverer, type Named } from "./cover.ts";
import type { Draft } from "./draft.ts";
import { askedPlatforms, groupBy } from "./policies.ts";
import { putInCommon } from "./overrides.ts";
import type { Ledger } from "./setting.ts";

/** A target with the name that the configuration asks for, and the one it is built as. */
export interface Wanted extends Named {
  readonly asked: string;
  readonly draft: Draft;
}

/** The validated table that the drafts come to; none of them: an empty one. */
export function combine(drafts: readonly Draft[], ledger: Ledger): RawTable {
  const unique = withoutRepeats(drafts, ledger);
  if (unique.length === 0) return {};
  const asked = askedPlatforms(unique);
  const wanted = unique.map((draft): Wanted => {
    const id = makeTarget(draft.interpreter, draft.platform).id;
    const own = `${draft.interpreter.name}-${asked.get(draft) ?? draft.platform.name}`;
    const renamed = draft.platform.system === "linux" && own !== id;
    return { asked: own, draft, names: renamed ? [own, id] : [own] };
  });
  const interpreters = [
    ...new Map(unique.map(({ interpreter }) => [interpreter.name, interpreter])).values(),
  ];
  const python = interpreters.sort(compareInterpreters).map(({ name }) => name);
  const platforms = [...new Set(wanted.map((one) => one.asked.slice(one.asked.indexOf("-") + 1)))].sort(
    byFamily,
  );
  const all = everything(python, platforms, wanted);
  const absent = new Set(all.filter((one) => !("draft" in one)));
  const skip = absent.size === 0 ? {} : { skip: new Coverer(all).cover(absent) };
  return { python, platforms, ...skip, ...images(wanted), ...putInCommon(wanted, all) };
}

const families = ["manylinux", "musllinux", "macosx", "win"];
const architectures = ["x86_64", "amd64", "aarch64", "arm64", "universal2", "i686", "win32"];

function byFamily(a: string, b: string): number {
  const family = (name: string) => families.findIndex((start) => name.startsWith(start));
  const place = (name: string) => architectures.findIndex((end) => name.endsWith(end));
  const rank = (name: string) => (place(name) < 0 ? architectures.length : place(name));
  return family(a) - family(b) || rank(a) - rank(b);
}

/** All combinations of Pythons and platforms; those that nobody asked for are no `Wanted`. */
function everything(
  python: readonly string[],
  platforms: readonly string[],
  wanted: readonly Wanted[],
): readonly Named[] {
  const asked = new Map(wanted.map((one) => [one.asked, one]));
  return platforms.flatMap((platform) =>
    python.map((name): Named => asked.get(`${name}-${platform}`) ?? { names: [`${name}-${platform}`] }),
  );
}

/** Image references stand by platform: they are the same for all Pythons. */
function images(wanted: readonly Wanted[]): RawTable {
  const found: Record<string, RawValue> = {};
  for (const { draft } of wanted)
    for (const { path, value } of draft.leaves) if (path[0] === "images") found[path[1]] ??= value;
  return Object.keys(found).length > 0 ? { images: found } : {};
}

/** What the file that builds the most makes comes first: others may repeat a part of it, as a check or for a cache. */
function byFile(drafts: readonly Draft[]): readonly Draft[] {
  const files = [...groupBy(drafts, ({ where }) => where.split(":")[0] ?? "").values()];
  return files.sort((a, b) => b.length - a.length).flat();
}

/** The first draft of a target counts; where a second build has other settings, the ledger says so once for all targets. */
function withoutRepeats(drafts: readonly Draft[], ledger: Ledger): readonly Draft[] {
  const unique = new Map<string, Draft>();
  const differing = new Map<string, { ids: string[]; keys: Set<string>; first: Draft; second: Draft }>();
  for (const draft of byFile(drafts)) {
    const id = wheelOf(draft);
    const first = unique.get(id);
    if (!first) {
      unique.set(id, draft);
      continue;
    }
    const keys = differences(first, draft);
    if (keys.length === 0) continue;
    const pair = `${first.where} ${draft.where}`;
    const known = differing.get(pair) ?? { ids: [], keys: new Set(), first, second: draft };
    known.ids.push(id);
    for (const key of keys) known.keys.add(key);
    differing.set(pair, known);
  }
  for (const { ids, keys, first, second } of differing.values()) {
    const more = ids.length > 1 ? ` and ${ids.length - 1} more` : "";
    const setting = { name: "second build", value: `${ids[0] ?? ""}${more}`, where: second.where };
    ledger.leave(
      [setting],
      `it is built at ${first.where} as well, with another ${[...keys].join(", ")}; the first is taken`,
    );
  }
  return [...unique.values()];
}

/** On macOS, wheels for several deployment targets are one wheel to Wheelway. */
function wheelOf({ interpreter, platform }: Draft): string {
  const { system, architecture } = platform;
  return system === "macos"
    ? `${interpreter.name}-macosx_*_${architecture}`
    : makeTarget(interpreter, platform).id;
}

function differences(a: Draft, b: Draft): readonly string[] {
  const paths = [...a.leaves, ...b.leaves].map(({ path }) => path);
  const differing = paths.filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path)));
  return [...new Set(differing.map((path) => path.join(".")))];
}
