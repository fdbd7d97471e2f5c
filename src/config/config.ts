/** The configuration as the rest of Wheelway reads it: every default filled in, every name parsed, units in the names. */

import type { IdentityPolicy } from "../artifacts/attestation.ts";
import type { Interpreter } from "../tags/interpreter.ts";
import type { Platform } from "../tags/platform.ts";
import type { ProjectFacts } from "./project.ts";
import type { ReleaseSettings } from "./release-settings.ts";

/** One command: a string runs in the environment's shell, a list is an argv. Placeholders are still in it. */
export type ConfigCommand = string | readonly string[];

export type Network = "none" | "index";
export type Resolution = "highest" | "lowest-direct";
export type CheckLevel = "off" | "info" | "warning" | "error";

export interface FetchedFile {
  readonly url: string;
  /** Hex, lower case. */
  readonly sha256: string;
}

export interface PrepareOptions {
  readonly packages: readonly string[];
  readonly fetch: readonly FetchedFile[];
  readonly commands: readonly ConfigCommand[];
  /** Rust toolchain version (`1.95`); `undefined` where the project asks for none. */
  readonly rust: string | undefined;
}

/** PEP 517 config settings: one value, or several for a repeated key. */
export type ConfigSettings = Readonly<Record<string, string | readonly string[]>>;

export interface SdistOptions {
  readonly before: readonly ConfigCommand[];
  readonly env: Readonly<Record<string, string>>;
  readonly configSettings: ConfigSettings;
}

export interface BuildOptions {
  readonly before: readonly ConfigCommand[];
  readonly env: Readonly<Record<string, string>>;
  readonly configSettings: ConfigSettings;
  readonly network: Network;
  /** "auto": objects compiled before are taken from a cache. */
  readonly compilerCache: "auto" | "off";
  readonly timeoutMs: number;
}

export interface RepairOptions {
  readonly args: readonly string[];
  readonly exclude: readonly string[];
  /** Replaces the repair tool; `undefined` for auditwheel, delocate or delvewheel. */
  readonly command: ConfigCommand | undefined;
}

/** One smoke test: Python source, or a command. */
export type SmokeTest =
  | { readonly name: string; readonly python: string }
  | { readonly name: string; readonly command: ConfigCommand };

export interface TestOptions {
  readonly requires: readonly string[];
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Paths relative to the project, `/` as separator. */
  readonly sources: readonly string[];
  readonly before: readonly ConfigCommand[];
  readonly env: Readonly<Record<string, string>>;
  readonly resolution: readonly Resolution[];
  readonly command: ConfigCommand | undefined;
  readonly network: Network;
  readonly timeoutMs: number;
  readonly smoke: readonly SmokeTest[];
  /** Is it an error that the wheel's platform does not run here? */
  readonly required: boolean;
  /** The written reason why the wheel is not tested; `undefined` where it is. */
  readonly untested: string | undefined;
}

/** Whether a wheel for another architecture is compiled here or emulated; `auto` may fall back. */
export type CrossOption = "auto" | "always" | "never";

/** What an override may change for some targets. */
export interface TargetOptions {
  readonly cross: CrossOption;
  readonly prepare: PrepareOptions;
  readonly build: BuildOptions;
  readonly repair: RepairOptions;
  /** Platform name -> image reference, only where the user replaces a default. */
  readonly images: Readonly<Record<string, string>>;
  readonly test: TestOptions;
  /** A failure of the target is a warning, told and counted. False but for overrides. */
  readonly optional: boolean;
}

/** What holds for the whole project. */
export interface Options extends TargetOptions {
  /** `undefined`: from requires-python and the classifiers. */
  readonly python: readonly Interpreter[] | undefined;
  /** `undefined`: what this machine can make. */
  readonly platforms: readonly Platform[] | undefined;
  /** Globs on target ids. */
  readonly skip: readonly string[];
  readonly backend: "auto" | "dagger" | "host";
  /** Prefix put before every default image (`registry.example/mirror`), without a slash at its end. */
  readonly registry: string | undefined;
  /** Path of a PEM file, relative to the project or absolute. */
  readonly caBundle: string | undefined;
  readonly sdist: SdistOptions;
  /** How the declared pure wheel beside the binaries is built; `undefined` where none is declared. */
  readonly pureFallback: PureFallback | undefined;
  /** Check code (`WW012`) -> the level it has in this project, and why. */
  readonly checks: Readonly<Record<string, { readonly level: CheckLevel; readonly reason: string }>>;
  /** Who must have published the project; `undefined`: anybody may. */
  readonly attestations: IdentityPolicy | undefined;
  readonly release: ReleaseSettings;
}

export interface PureFallback {
  readonly env: Readonly<Record<string, string>>;
  readonly configSettings: ConfigSettings;
}

/** One `[[tool.wheelway.override]]`: what it selects and, as the user wrote it, what it changes. */
export interface Override {
  /** Globs on target ids; at least one. */
  readonly select: readonly string[];
  readonly platform: Platform | undefined;
  readonly optional: boolean | undefined;
  /** Validated tables as written (keys of the file, `+key`, `key+`); applied by `optionsFor`. */
  readonly changes: RawTable;
}

/** A TOML table after validation, keys as in the file. */
export type RawTable = { readonly [key: string]: RawValue };
export type RawValue = string | number | boolean | readonly RawValue[] | RawTable;

export interface Config {
  readonly project: ProjectFacts;
  readonly options: Options;
  /** In the order of the file: the last that matches wins. */
  readonly overrides: readonly Override[];
  /** The validated top-level table as written: what overrides are merged into. */
  readonly raw: RawTable;
  /** Where the configuration stands; `undefined` where the project has none. */
  readonly source: { readonly path: string; readonly table: "tool.wheelway" | "" } | undefined;
}
