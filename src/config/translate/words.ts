/** Reading shell text without running it: words, and commands joined by `&&`, `;` and line ends (POSIX, Shell Command Language). */

export interface Word {
  /** Quotes and escapes taken away. */
  readonly text: string;
  /** A shell would put something in the place of `$…` or a back quote. */
  readonly expands: boolean;
}

/** The words of a text, split at blanks outside of quotes. An unclosed quote ends with the text. */
export function shellWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let word: { text: string; expands: boolean } | undefined;
  for (const { char, quote, escaped } of characters(text)) {
    if (quote === "" && !escaped && /\s/.test(char)) {
      if (word) words.push(word);
      word = undefined;
      continue;
    }
    word ??= { text: "", expands: false };
    word.text += char;
    if (!escaped && quote !== "'" && (char === "$" || char === "`")) word.expands = true;
  }
  if (word) words.push(word);
  return words;
}

/** A script with these is taken as a whole. */
const compound = /^(?:if|for|while|until|case|function)\b|^\w+\(\)/;

/**
 * The commands of a script, each as written. Comments go; what is joined by `||` or `|` is one command, and a script
 * with compound commands or here-documents is one as a whole.
 */
export function shellCommands(script: string): readonly string[] {
  const commands = simpleCommands(script);
  const whole = script.includes("<<") || commands.some((command) => compound.test(command));
  return whole ? [script.trim()] : commands;
}

/** The same, with compound commands cut as well: for looking for one command in a script. */
export function simpleCommands(script: string): readonly string[] {
  const commands: string[] = [];
  let command = "";
  const end = () => {
    if (command.trim() !== "") commands.push(command.trim());
    command = "";
  };
  const text = script.replace(/^[ \t]*#.*$/gm, "").replace(/\\\r?\n/g, " ");
  let depth = 0;
  let previous = "";
  for (const { char, quote, raw, at } of characters(text, true)) {
    const plain = quote === "" && raw === char;
    if (plain && char === "(") depth++;
    if (plain && char === ")") depth--;
    const skipped = plain && depth === 0 && text[at - 1] === "&" && previous === "&&";
    previous = plain && depth === 0 ? text.slice(at, at + 2) : "";
    if (skipped) continue;
    if (plain && depth === 0 && (char === ";" || char === "\n" || previous === "&&")) end();
    else command += raw;
  }
  end();
  return commands;
}

interface Character {
  readonly char: string;
  /** The quote it stands in. */
  readonly quote: "" | "'" | '"';
  readonly escaped: boolean;
  /** As written, with the quotes and the backslash before it. */
  readonly raw: string;
  readonly at: number;
}

/** The characters that count; with `quotes`, the quotes themselves too, so that `raw` gives the text again. */
function* characters(text: string, quotes = false): Generator<Character> {
  let quote: "" | "'" | '"' = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    const next = text[at + 1];
    if (char === "\\" && quote !== "'" && next !== undefined && (quote === "" || '$`"\\\n'.includes(next))) {
      yield { char: next, quote, escaped: true, raw: char + next, at: ++at };
    } else if ((char === "'" || char === '"') && (quote === "" || quote === char)) {
      quote = quote === "" ? char : "";
      // A pair of quotes makes a word even where nothing is in it.
      if (quotes) yield { char: "", quote: char, escaped: false, raw: char, at };
      else if (quote !== "") yield { char: "", quote, escaped: false, raw: char, at };
    } else {
      yield { char, quote, escaped: false, raw: char, at };
    }
  }
}
