/** Small pieces of the text reports: underlined titles, aligned columns, dates and durations. */

export function title(text: string): string {
  return `${text}\n${"=".repeat(text.length)}\n`;
}

/** A section, or nothing where there is nothing in it. */
export function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n${name}\n${"-".repeat(name.length)}\n${lines.join("\n")}\n`;
}

/** Rows of two columns; the second may have several lines. */
export function columns(rows: readonly (readonly [string, string])[], indent = ""): string[] {
  const width = Math.max(0, ...rows.map(([key]) => key.length));
  const hang = " ".repeat(indent.length + width + 2);
  return rows.map(([key, value]) =>
    `${indent}${key.padEnd(width)}  ${value.replaceAll("\n", `\n${hang}`)}`.trimEnd(),
  );
}

/** "1 wheel", "2 wheels". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Seconds as people read them: "4.2 s", "3 min 05 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
