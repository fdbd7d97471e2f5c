/** Import-Name and Import-Namespace (PEP 794): `zope.interface`, `_speed ; private`. */

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** `keyword.kwlist` of Python. */
const keywords = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** What is wrong with an import name, one sentence without a full stop; `undefined` where nothing is. */
export function importNameProblem(value: string): string | undefined {
  const semicolon = value.indexOf(";");
  const name = (semicolon === -1 ? value : value.slice(0, semicolon)).trimEnd();
  for (const part of name.split(".")) {
    if (!identifier.test(part)) return `${JSON.stringify(part)} is no Python identifier`;
    if (keywords.has(part)) return `${part} is a keyword of Python`;
  }
  if (semicolon !== -1 && value.slice(semicolon + 1).trimStart() !== "private") {
    return 'only "private" may stand behind ";"';
  }
  return undefined;
}
