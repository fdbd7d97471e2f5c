import { expect, it } from "vitest";
import { parseIdentity } from "../../../src/pipeline/identity.ts";

it.each([
  ["github:demo/demo", { kind: "GitHub", repository: "demo/demo" }],
  [
    "GitHub:demo/demo:release.yml:pypi",
    { kind: "GitHub", repository: "demo/demo", workflow: "release.yml", environment: "pypi" },
  ],
  ["gitlab:group/sub/demo::pypi", { kind: "GitLab", repository: "group/sub/demo", environment: "pypi" }],
  ["google:bot@demo.example", { kind: "Google", repository: "bot@demo.example" }],
])("reads %s", (text, policy) => {
  expect(parseIdentity(text)).toEqual({ workflow: undefined, environment: undefined, ...policy });
});

it.each(["", "demo/demo", "github:", "sourcehut:demo/demo", "github:a:b:c:d"])("refuses %j", (text) => {
  expect(() => parseIdentity(text)).toThrow(/is no KIND:REPOSITORY/);
});
