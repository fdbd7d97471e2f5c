/** Where package indexes are asked: the public ones, or the mirror that pip and uv are told of by the same variables. */

import { WheelwayError } from "../errors.ts";
import type { Indexes } from "../pipeline/verify-request.ts";
import { packageIndexes } from "../services.ts";
import type { Door } from "./door.ts";

/** uv's before pip's, its newer name before its older. */
export const indexVariables = ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"] as const;

/**
 * `pypi` is what `--index` names, else the mirror of the environment, else the public index. Throws "usage-invalid" for
 * what is no address.
 */
export function indexesOf(option: string | undefined, env: Door["env"]): Indexes {
  const named = indexVariables.find((name) => env[name]);
  const [where, value] = option === undefined ? [named ?? "", named && env[named]] : ["--index", option];
  const { pypi, testpypi } = packageIndexes;
  return {
    pypi:
      value === undefined
        ? { name: "pypi", simple: pypi.simple }
        : { name: option === undefined ? "pypi" : shown(where, value), simple: address(where, value) },
    testpypi: { name: "testpypi", simple: testpypi.simple },
  };
}

function address(where: string, value: string): string {
  // uv writes a name before the address: `internal=https://…`.
  const text = value.replace(/^[\w.-]+=(?=https?:)/, "");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new WheelwayError("usage-invalid", {
      message: `${where} is no address of a package index`,
      next: "Give the address of its simple API, such as https://index.example/simple/.",
    });
  }
  const url = new URL(text);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url.href;
}

/** Without what may be a password. */
function shown(where: string, value: string): string {
  const url = new URL(address(where, value));
  url.username = url.password = url.search = url.hash = "";
  return url.href;
}
