/** Which Pythons and platforms a release serves, and which of the previous release's places are served no more. */

import type { Wheel } from "../artifacts/archive.ts";
import { letsIn } from "../artifacts/fields/specifiers.ts";
import { cellOf, type Cell, type PlatformCell } from "../tags/cell.ts";
import { parseInterpreter, type Interpreter } from "../tags/interpreter.ts";
import { coversInterpreter, kindOf } from "../tags/wheel-name.ts";
import { requiresPythonOf } from "./declared-metadata.ts";

/** A wheel of the previous release in whose place there is none now. */
export interface LostPlace {
  readonly wheel: Wheel;
  readonly cell: Cell;
}

/** Places of `before` that no wheel of `now` serves, without those whose Python `Requires-Python` has shut out since. */
export function lostPlaces(before: readonly Wheel[], now: readonly Wheel[]): LostPlace[] {
  return before
    .map((wheel) => ({ wheel, cell: cellOf(wheel.name) }))
    .filter(({ cell }) => {
      const python = pythonOf(cell, now);
      return python !== "shut out" && !isServed(cell.platform, python, now);
    });
}

/** What must be served: an interpreter, any at all, or a row of tags that nobody knows more of. */
type Needed = Interpreter | "any" | { readonly label: string };

function pythonOf({ python }: Cell, now: readonly Wheel[]): Needed | "shut out" {
  const { label, family, version } = python;
  if (family === "any" || !version) return "any";
  const [major, minor] = version;
  const letIn = (wanted: number) =>
    now.length === 0 || now.some(({ metadata }) => letsIn(requiresPythonOf(metadata), major, wanted));
  if (family !== "stable-abi") {
    return letIn(minor) ? (parseInterpreter(label) ?? { label }) : "shut out";
  }
  // It served all newer Pythons too: the oldest that may still install the release stands for them.
  const oldest = Array.from({ length: 30 }, (_, more) => minor + more).find(letIn);
  const threads = label.endsWith("-abi3t") ? "t" : "";
  return oldest === undefined ? "shut out" : (parseInterpreter(`cp${major}${oldest}${threads}`) ?? "any");
}

function isServed(platform: PlatformCell, python: Needed, now: readonly Wheel[]): boolean {
  // A pure wheel beside compiled ones is for those who have none of their own: that they had one is what counts.
  const compiled = now.filter(({ name }) => kindOf(name) !== "pure");
  const candidates = platform.label === "any" || compiled.length === 0 ? now : compiled;
  const on = (wanted: PlatformCell) =>
    candidates.some((wheel) => samePlatform(cellOf(wheel.name).platform, wanted) && covers(wheel, python));
  // One wheel for both architectures of macOS may have become two.
  const halves = ["macos x86_64", "macos arm64"].map((label) => ({ ...platform, label }));
  return on(platform) || (platform.label === "macos universal2" && halves.every(on));
}

function covers({ name }: Wheel, python: Needed): boolean {
  if (python === "any") return true;
  return "name" in python ? coversInterpreter(name, python) : cellOf(name).python.label === python.label;
}

/** `any` serves all, and universal2 both architectures of macOS. */
export function samePlatform(own: PlatformCell, wanted: PlatformCell): boolean {
  if (own.label === wanted.label || own.label === "any") return true;
  const labels = own.label.split(" and ");
  if (wanted.label.split(" and ").every((label) => labels.includes(label))) return true;
  return own.label === "macos universal2" && wanted.system === "macos";
}
