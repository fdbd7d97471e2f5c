/** The forms in which a secret may show: as it is, and as tools encode it on the way to a request or a log. */

/** The value itself, base64, base64url, hex, URL-encoded, JSON- and HTML-escaped; of several lines, each long one too. */
export function secretForms(secret: string): readonly string[] {
  const forms = new Set<string>();
  for (const value of values(secret)) {
    forms.add(value);
    const encoded = [base64Forms, hexForms, urlForms, jsonForms, htmlForms].flatMap((make) => make(value));
    for (const form of encoded) if (form.length >= value.length) forms.add(form);
  }
  return [...forms];
}

/** Tools trim what they read from files, and print keys line by line. */
function values(secret: string): readonly string[] {
  const trimmed = secret.trim();
  if (trimmed === "") return [];
  const lines = trimmed.split(/\r?\n/);
  if (lines.length === 1) return [trimmed];
  return [trimmed, lines.join("\\n"), ...lines.map((line) => line.trim()).filter((line) => line.length >= 8)];
}

/**
 * Basic authentication encodes `user:secret`: what base64 shows of the secret then depends on how many bytes stand
 * before it. For each of the three offsets, the characters that only the secret decides.
 */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    return padded.toString("base64").slice(first, last);
  });
  return [bytes.toString("base64"), bytes.toString("base64").replace(/=+$/, ""), ...forms].flatMap((form) => [
    form,
    form.replaceAll("+", "-").replaceAll("/", "_"),
  ]);
}

function hexForms(value: string): readonly string[] {
  const hex = Buffer.from(value).toString("hex");
  return [hex, hex.toUpperCase()];
}

/** As encodeURIComponent does it, as forms do it, as Python's `quote` does it; escapes in either case. */
function urlForms(value: string): readonly string[] {
  const component = encodeURIComponent(Buffer.from(value).toString());
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return [component, strict, strict.replaceAll("%20", "+"), strict.replaceAll("%2F", "/")].flatMap((form) => [
    form,
    form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

/** As JSON.stringify does it, and with everything outside ASCII escaped, as Python does it. */
function jsonForms(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const ascii = escaped.replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [escaped, ascii];
}

/** As the error pages of servers do it: quotes by name or by number, in decimal or hexadecimal, or as they are. */
function htmlForms(value: string): readonly string[] {
  const text = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quotes = [
    ['"', "'"],
    ["&quot;", "'"],
    ["&quot;", "&#39;"],
    ["&quot;", "&#x27;"],
    ["&#34;", "&#39;"],
  ] as const;
  return quotes.map(([double, single]) => text.replaceAll('"', double).replaceAll("'", single));
}
