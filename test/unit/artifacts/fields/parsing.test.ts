import { expect, it } from "vitest";

import { parseLicenseExpression } from "../../../../src/artifacts/fields/license-expression.ts";
import { parseRequirement } from "../../../../src/artifacts/fields/requirement.ts";
import { letsIn } from "../../../../src/artifacts/fields/specifiers.ts";
import { contactProblem } from "../../../../src/artifacts/fields/contact.ts";
import { webAddressProblem } from "../../../../src/artifacts/fields/web-address.ts";

it("takes a requirement apart", () => {
  expect(parseRequirement("Idna[a, b] (>=3, <4) ; extra == 'x' or 'y' == extra")).toEqual({
    name: "Idna",
    extras: ["a", "b"],
    specifier: ">=3,<4",
    url: undefined,
    marker: "extra == 'x' or 'y' == extra",
    markerExtras: ["x", "y"],
  });
  expect(parseRequirement("idna@https://a.b/c;d ; os_name=='nt'")).toMatchObject({
    url: "https://a.b/c;d",
    specifier: "",
    marker: "os_name=='nt'",
  });
  expect(parseRequirement("idna >= ")).toEqual({ problem: '";" or the end is expected before ">= "' });
});

it("reads a licence expression into a tree, AND before OR, spelled as SPDX does", () => {
  expect(parseLicenseExpression("mit or apache-2.0 and (gpl-2.0+ OR licenseref-My.Own)")).toEqual({
    tree: {
      operator: "OR",
      parts: [
        { license: "MIT" },
        {
          operator: "AND",
          parts: [
            { license: "Apache-2.0" },
            { operator: "OR", parts: [{ license: "GPL-2.0+" }, { license: "LicenseRef-My.Own" }] },
          ],
        },
      ],
    },
    deprecated: ["GPL-2.0+"],
  });
  expect(parseLicenseExpression("Apache-2.0 WITH llvm-exception")).toEqual({
    tree: { license: "Apache-2.0", exception: "LLVM-exception" },
    deprecated: [],
  });
  expect(parseLicenseExpression("BSD")).toEqual({ problem: '"BSD" is no licence of SPDX' });
});

it.each([
  [">=3.9", 3, 8, false],
  [">=3.9", 3, 9, true],
  [">=3.9.5", 3, 9, true],
  [">3.9", 3, 9, true],
  ["<3.13", 3, 13, false],
  ["<=3.12", 3, 12, true],
  ["!=3.10.*,>=3.9", 3, 10, false],
  ["~=3.9", 4, 0, false],
  ["==3.11.*", 3, 11, true],
  [">=2.7, !=3.0.*", 2, 7, true],
  ["", 3, 12, true],
  ["three", 3, 12, true],
])("Requires-Python %j and Python %d.%d: %s", (specifiers, major, minor, answer) => {
  expect(letsIn(specifiers, major, minor)).toBe(answer);
});

// What the index's own code says of each, run by hand with email_validator and rfc3986.
it.each([
  ["a@b.c", true],
  ["Jane (Doe) <jane+x@example.org>", true],
  ["a@b.c, d@e.f", true],
  ['"Doe, Jane" <jane@example.org>', true],
  ["ü@bücher.example", true],
  ["Jane", false],
  ["a@localhost", false],
  ["a@b.local", false],
  ["a..b@c.de", false],
  ["a@b..c", false],
  ["a@b_c.de", false],
  ["a@b.123", false],
  ["jane at example.org", false],
])("the address %j: %s", (text, good) => {
  expect(contactProblem(text) === undefined).toBe(good);
});

it.each([
  ["https://example.org/a b", true],
  ["HTTP://example.org", true],
  ["https://[::1]:80/", true],
  ["example.org", false],
  ["git@example.org:demo", false],
  ["ftp://example.org", false],
  ["https://example.org:99999/", false],
  ["", false],
])("the page %j: %s", (text, good) => {
  expect(webAddressProblem(text) === undefined).toBe(good);
});
