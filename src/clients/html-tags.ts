/** Finds the tags of an HTML page in one pass: as much as listings of package indexes need, in time that grows with the page only. */

export interface Tag {
  /** Lower case; "/a" for an end tag. */
  readonly name: string;
  /** Lower-case names; "" for one without a value. The first of two counts, as in HTML. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Text up to the next tag, character references resolved. */
  readonly text: string;
}

const tagName = /<(\/?[a-z][a-z0-9]*)/iy;
const attribute = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/y;

export function* htmlTags(page: string): Generator<Tag> {
  for (let at = page.indexOf("<"); at !== -1; at = page.indexOf("<", at)) {
    if (page.startsWith("<!--", at)) {
      const end = page.indexOf("-->", at + 4);
      if (end === -1) return;
      at = end + 3;
      continue;
    }
    tagName.lastIndex = at;
    const name = tagName.exec(page)?.[1];
    if (name === undefined) {
      at += 1;
      continue;
    }
    const { attributes, end } = readAttributes(page, tagName.lastIndex);
    const close = page.indexOf(">", end);
    if (close === -1) return;
    at = close + 1;
    const next = page.indexOf("<", at);
    const text = page.slice(at, Math.min(next === -1 ? page.length : next, at + longestText));
    yield { name: name.toLowerCase(), attributes, text: unescaped(text) };
  }
}

const longestText = 1000;

function readAttributes(page: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let end = from;
  attribute.lastIndex = from;
  for (let found = attribute.exec(page); found; found = attribute.exec(page)) {
    const [, name = "", double, single, bare] = found;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, unescaped(double ?? single ?? bare ?? ""));
    end = attribute.lastIndex;
  }
  return { attributes, end };
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;

/** Character references: the five of XML and numbers; others stay as they are written. */
function unescaped(text: string): string {
  return text.replace(reference, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
