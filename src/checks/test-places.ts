/** Tells members that serve tests, examples and documentation from those that users run. */

const words =
  "tests?|testing|testsuite|test-?data|fixtures?|mocks?|examples?|samples?|demos|docs?|documentation|vectors?|cassettes|benchmarks?|tutorials?";
const folder = new RegExp(`^(?:.*[-_.])?(?:${words}|(?:dummy|fake|mock)\\w*)(?:[-_.].*)?$`, "i");
const file = new RegExp(
  `^(?:conftest|(?:tests?|dummy|fake|example|sample)(?![a-z]))|[-_.](?:tests?|example|sample|dummy|fake|mock)(?![a-z])|snakeoil`,
  "i",
);
const document = /\.(?:md|rst|adoc|doctree|ipynb|html?)$|^(?:METADATA|PKG-INFO|README|CHANGE|NEWS|HISTORY)/i;

/** In a folder or a file that is named as tests, examples and documentation are. */
export function isTestPlace(path: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  return parts.some((part) => folder.test(part)) || file.test(name) || document.test(name);
}

/** The outermost folder of tests and their data that a member lies in; `undefined` where it lies in none. */
export function testFolder(path: string): string | undefined {
  const parts = path.split("/");
  const depth = parts.findIndex(
    (part, index) =>
      index < parts.length - 1 && /^(?:tests?|testing|test_?data|fixtures?|cassettes)$/i.test(part),
  );
  return depth === -1 ? undefined : parts.slice(0, depth + 1).join("/");
}
