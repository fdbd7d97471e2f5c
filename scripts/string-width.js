// Stands in the bundle for every copy of `string-width`: a printable ASCII character and the usual signs have one column,
// and for all else the library is loaded, whose regular expressions take longer to make than the whole rest of `--help`.
/* eslint-disable no-undef, @typescript-eslint/no-require-imports -- the bundler makes of it what runs when first called */
import { stripVTControlCharacters } from "node:util";

export default function stringWidth(text, options) {
  const plain = typeof text === "string" ? stripVTControlCharacters(text) : text;
  if (typeof plain === "string" && /^[ -~✓✗·…→–─│]*$/.test(plain) && !options?.countAnsiEscapeCodes)
    return plain.length;
  return require("string-width").default(text, options);
}
