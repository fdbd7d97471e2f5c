/** `verify` as the Dagger module calls it: the artifacts as a folder of the engine or as a release, the report as a text. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openDagger } from "../backends/dagger.ts";
import { WheelwayError } from "../errors.ts";
import { formatSarif } from "../report/sarif.ts";
import { formatVerifyJson } from "../report/verify-json.ts";
import { verifyHtml } from "../report/verify-html.ts";
import { verifyMarkdown } from "../report/verify-markdown.ts";
import { verifyLines } from "../report/verify-terminal.ts";
import { packageIndexes } from "../services.ts";
import { auditWith } from "./audit.ts";
import { parseIdentity } from "./identity.ts";
import { moduleStyle, moduleSurroundings, readable, type Client, type Exported } from "./module-call.ts";
import type { VerifyReport } from "./verify-report.ts";
import type { VerifyRequest } from "./verify-request.ts";
import { verify } from "./verify.ts";

export const verifyFormats = ["text", "json", "markdown", "html", "sarif"] as const;
export type VerifyFormat = (typeof verifyFormats)[number];

export interface ModuleVerification {
  readonly client: Client;
  readonly dist: Exported | undefined;
  /** "pypi:name==1.0"; in the place of a folder. */
  readonly release: string | undefined;
  /** "pypi", "testpypi", a version. */
  readonly previous: string | undefined;
  readonly previousDist: Exported | undefined;
  readonly contract: Exported | undefined;
  /** Holds pyproject.toml or wheelway.toml, for the levels of checks; without it, the usual ones. */
  readonly source: Exported | undefined;
  /** Address of the index that "pypi" means. */
  readonly index: string | undefined;
  /** Who must have published a release: "github:owner/name". */
  readonly identity: string | undefined;
  /** A Sigstore trusted root. */
  readonly trustedRoot: Exported | undefined;
  readonly format: string;
  /** Runs auditwheel, abi3audit and twine. */
  readonly tools: boolean;
  readonly strict: boolean;
  /** Gives the report, too, where it has errors. */
  readonly allowErrors: boolean;
}

/** Throws an Error whose message is the whole text that people see. */
export async function verifyInModule(call: ModuleVerification): Promise<string> {
  try {
    const format = formatOf(call.format);
    const cacheDir = join(process.cwd(), "wheelway", "cache");
    const surroundings = moduleSurroundings(cacheDir);
    const report = await verify(await requestOf(call), surroundings, async (files) => {
      const options = { client: call.client, cacheDir, env: {}, caBundle: undefined };
      return auditWith(await openDagger(options, "it runs inside the engine"), files, surroundings);
    });
    const text = textOf(report, format);
    if (report.verdict === "passed" || call.allowErrors) return text;
    throw new Error(format === "text" ? text : verifyLines(report, moduleStyle).join("\n"));
  } catch (error) {
    throw readable(error);
  }
}

async function requestOf(call: ModuleVerification): Promise<VerifyRequest> {
  const folder = join(process.cwd(), "wheelway");
  await mkdir(folder, { recursive: true });
  const receive = async (from: Exported | undefined, name: string) => {
    if (!from) return undefined;
    await from.export(join(folder, name));
    return name;
  };
  if ((call.dist === undefined) === (call.release === undefined)) {
    throw new WheelwayError("usage-invalid", {
      message: "one of dist and release is needed",
      next: "Give --dist=FOLDER, or --release=pypi:name==1.0.",
    });
  }
  await receive(call.source, "project");
  const source = (await receive(call.dist, "dist")) ?? call.release ?? "";
  return {
    source,
    previous: (await receive(call.previousDist, "previous")) ?? call.previous,
    contract: await receive(call.contract, "contract.json").then((name) => name && join(folder, name)),
    project: undefined,
    // `dist` and `previous` are short names in the report, so they are given relative to here.
    workingFolder: folder,
    configFolder: join(folder, "project"),
    indexes: {
      pypi: { name: "pypi", simple: call.index ?? packageIndexes.pypi.simple },
      testpypi: { name: "testpypi", simple: packageIndexes.testpypi.simple },
    },
    identity: call.identity === undefined ? undefined : parseIdentity(call.identity),
    trustedRoot: await receive(call.trustedRoot, "trusted_root.json"),
    tools: call.tools,
    forRelease: true,
    strict: call.strict,
  };
}

function formatOf(text: string): VerifyFormat {
  const format = verifyFormats.find((name) => name === text);
  if (format) return format;
  throw new WheelwayError("usage-invalid", {
    message: `the format cannot be ${JSON.stringify(text)}`,
    next: `It is one of ${verifyFormats.join(", ")}.`,
  });
}

function textOf(report: VerifyReport, format: VerifyFormat): string {
  switch (format) {
    case "text":
      return verifyLines(report, moduleStyle).join("\n");
    case "json":
      return formatVerifyJson(report);
    case "markdown":
      return verifyMarkdown(report);
    case "html":
      return verifyHtml(report);
    case "sarif":
      return formatSarif(report, { folder: report.source });
  }
}
