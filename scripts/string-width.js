// Stands in the bundle for every copy of `string-width`: a printable ASCII character and the usual signs have one column, and for all else the
// library is loaded, whose regular expressions take longer to make than the whole rest of `--help`.
export default function stringWidth(text, options) {
  const plain = typeof text === "string" ? text.replace(/\u001b\[[\d;]*m/g, "") : text;
  if (typeof plain === "string" && /^[ -~✓✗·…→–─│]*$/.test(plain) && !options?.countAnsiEscapeCodes)
    return plain.length;
  return require("string-width").default(text, options);
}
