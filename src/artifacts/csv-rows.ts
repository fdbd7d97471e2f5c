/** Rows of comma-separated values with the double-quote rules of Python's `csv` module, in time that grows with the text only. */

/** A row may be millions of commas; nobody asks for so many fields. */
const mostFields = 100;

/** Row by row, of each the first 100 fields; an empty line is a row of one empty field, what comes after the last line end is no row. */
export function* csvRows(text: string): Generator<string[]> {
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    if (row.length < mostFields) row.push(field.value);
    at = field.end;
    if (text[at] === ",") {
      at += 1;
      // A comma at the very end opens one more field, an empty one.
      if (at < text.length) continue;
      if (row.length < mostFields) row.push("");
    }
    yield row;
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
}

interface Field {
  readonly value: string;
  /** Position of the comma, of the line's end or of the text's end. */
  readonly end: number;
}

function bareField(text: string, start: number): Field {
  const end = endOf(text, start);
  return { value: text.slice(start, end), end };
}

/** From the opening quote on. What follows the closing quote belongs to the field, as `csv` reads it; so does a line end inside. */
function quotedField(text: string, start: number): Field {
  const parts: string[] = [];
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { value: [...parts, text.slice(at)].join(""), end: text.length };
    parts.push(text.slice(at, quote));
    at = quote + 1;
    if (text[at] !== '"') break;
    parts.push('"');
    at += 1;
  }
  const rest = bareField(text, at);
  return { value: parts.join("") + rest.value, end: rest.end };
}

function endOf(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== "," && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return end;
}
