/** The one gate that all output passes: replaces secrets, in every form in which they are likely to show, by `***`. */

import { secretForms } from "./redact-forms.ts";

export const mask = "***";

/** Replaces secrets in a text that arrives in pieces. */
export interface RedactingStream {
  /** What of everything written so far can be shown; what may be the beginning of a secret is held back. */
  write(chunk: string): string;
  /** What was held back; nothing more comes. */
  end(): string;
}

export interface Redactor {
  /** From now on this value is a secret as well. Empty values are ignored. */
  readonly add: (secret: string) => void;
  readonly text: (text: string) => string;
  /** The same data with every string inside redacted (keys too). */
  readonly data: <T>(value: T) => T;
  readonly stream: () => RedactingStream;
}

/** A stretch of a text: from `start` up to and without `end`. */
interface Span {
  readonly start: number;
  end: number;
}

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const forms = new Set<string>();
  let finder: Finder | undefined;
  const find = () => (finder ??= makeFinder(forms));
  const add = (secret: string) => {
    for (const form of secretForms(secret)) forms.add(form);
    finder = undefined;
  };
  for (const secret of secrets) add(secret);
  const text = (whole: string) => (forms.size === 0 ? whole : blank(whole, find().spans(whole)));
  return {
    add,
    text,
    data: (value) => (forms.size === 0 ? value : redactData(value, text)),
    stream: () => makeStream(find),
  };
}

function redactData<T>(value: T, text: (text: string) => string): T {
  const walk = (inner: unknown): unknown => {
    if (typeof inner === "string") return text(inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, member]) => [text(key), walk(member)]));
  };
  return walk(value) as T;
}

function makeStream(find: () => Finder): RedactingStream {
  let kept = "";
  const upTo = (length: number, spans: readonly Span[]) => {
    const shown = blank(
      kept.slice(0, length),
      spans.filter(({ end }) => end <= length),
    );
    kept = kept.slice(length);
    return shown;
  };
  return {
    write: (chunk) => {
      kept += chunk;
      const finder = find();
      const spans = finder.spans(kept);
      const open = finder.openFrom(kept);
      // A secret that overlaps what may become another one is masked together with it, as in the whole text.
      const overlapping = spans.find(({ start, end }) => start < open && open < end);
      return upTo(overlapping?.start ?? open, spans);
    },
    end: () => upTo(kept.length, find().spans(kept)),
  };
}

interface Finder {
  /** Where secrets stand; overlapping ones are one span. In order. */
  spans(text: string): Span[];
  /** Where the last part begins that may be the beginning of a secret; the text's length where there is none. */
  openFrom(text: string): number;
}

function makeFinder(forms: ReadonlySet<string>): Finder {
  // The longest first, so that the lookahead finds the longest form at each position.
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  const longest = sorted[0]?.length ?? 0;
  if (longest === 0) return { spans: () => [], openFrom: (text) => text.length };
  const pattern = new RegExp(`(?=(${sorted.map((form) => escapePattern(form)).join("|")}))`, "g");
  const byFirst = new Map<string, string[]>();
  for (const form of sorted) byFirst.set(form.charAt(0), [...(byFirst.get(form.charAt(0)) ?? []), form]);
  const mayBegin = (text: string, start: number) =>
    byFirst
      .get(text.charAt(start))
      ?.some((form) => form.length > text.length - start && form.startsWith(text.slice(start))) ?? false;
  return {
    spans: (text) => {
      const spans: Span[] = [];
      for (const match of text.matchAll(pattern)) {
        const end = match.index + (match[1] ?? "").length;
        const last = spans.at(-1);
        if (last && match.index < last.end) last.end = Math.max(last.end, end);
        else spans.push({ start: match.index, end });
      }
      return spans;
    },
    openFrom: (text) => {
      for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1)
        if (mayBegin(text, start)) return start;
      return text.length;
    },
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function blank(text: string, spans: readonly Span[]): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + mask;
    from = end;
  }
  return shown + text.slice(from);
}
