/** The values of cibuildwheel's options, in one form however they are written: a string, a list, a table, a variable. */

import type { Setting } from "../setting.ts";
import { shellWords } from "../words.ts";
import type { Kind } from "./options.ts";

/** One command, word, assignment or text. */
export interface Item {
  /** Of assignments and tables. */
  readonly name?: string;
  readonly value: string;
  /** A shell would fill something in. */
  readonly expands: boolean;
  readonly setting: Setting;
}

/** Gives the setting of one key of a table with its value, or of the whole. */
export type SettingOf = (key?: string, value?: unknown) => Setting;

export function itemsOf(kind: Kind, raw: unknown, settingOf: SettingOf): readonly Item[] {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) {
    return Object.entries(raw).flatMap(([name, value]) =>
      [value as unknown].flat().map((one) => {
        const text = String(one);
        return {
          name,
          value: text,
          expands: kind === "environment" && /[$`]/.test(text),
          setting: settingOf(name, value),
        };
      }),
    );
  }
  const setting = settingOf();
  const plain = (value: string): Item => ({ value, expands: false, setting });
  const list = Array.isArray(raw) ? raw.map(String) : undefined;
  const text = list ? list.join(" ") : String(raw);
  switch (kind) {
    case "commands":
      // To say that nothing is run is to say something.
      if (text.trim() === "") return [plain("")];
      return (list ?? [text])
        .map((one) => one.trim())
        .filter(Boolean)
        .map(plain);
    case "words":
      return (list ?? shellWords(text).map((word) => word.text)).map(plain);
    case "commas":
      return (list ?? text.split(","))
        .map((one) => one.trim())
        .filter(Boolean)
        .map(plain);
    case "blanks":
      return text.split(/\s+/).filter(Boolean).map(plain);
    case "environment":
    case "table":
      return shellWords(text).map((word) => assignment(word.text, word.expands, settingOf));
    case "text":
      return text === "" ? [] : [plain(text)];
  }
}

function assignment(text: string, expands: boolean, settingOf: SettingOf): Item {
  const [name = ""] = text.split("=", 1);
  const value = text.slice(name.length + 1);
  return { name, value, expands, setting: settingOf(name, value) };
}
