import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, mask } from "../../src/redact.ts";
import { secretForms } from "../../src/redact-forms.ts";

/** Secrets as they are: at least six characters, no white space at the ends, nothing of the mask itself. */
const secret = fc
  .string({ minLength: 6, maxLength: 40, unit: "grapheme" })
  .map((text) => text.trim())
  .filter((text) => text.length >= 6 && !text.includes("*"));
const around = fc.string({ maxLength: 30 }).filter((text) => !text.includes("*"));

const encodings: Record<string, (value: string) => string> = {
  raw: (value) => value,
  base64: (value) => Buffer.from(value).toString("base64"),
  base64url: (value) => Buffer.from(value).toString("base64url"),
  hex: (value) => Buffer.from(value).toString("hex"),
  "upper-case hex": (value) => Buffer.from(value).toString("hex").toUpperCase(),
  "URL component": (value) => encodeURIComponent(Buffer.from(value).toString()),
  "URL form": (value) => new URLSearchParams({ v: value }).toString().slice(2),
  "JSON string": (value) => JSON.stringify(value).slice(1, -1),
  "HTML text": (value) =>
    value
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#x27;"),
};

function cut(text: string, at: readonly number[]): string[] {
  const points = [...new Set(at.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
  return [...points, text.length].map((end, index) => text.slice(points[index - 1] ?? 0, end));
}

function streamed(secrets: readonly string[], chunks: readonly string[]): string {
  const stream = createRedactor(secrets).stream();
  return chunks.map((chunk) => stream.write(chunk)).join("") + stream.end();
}

describe("redactor", () => {
  it.each(Object.entries(encodings))("masks a secret as %s wherever it stands", (_, encode) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const shown = createRedactor([value]).text(before + encode(value) + after);
        expect(shown).not.toContain(encode(value));
        expect(shown).toContain(mask);
      }),
    );
  });

  it("masks a secret inside basic authentication, whatever the length of the user's name", () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 9 }), (value, user) => {
        const header = Buffer.from(`${user}:${value}`).toString("base64");
        const shown = createRedactor([value]).text(`Authorization: Basic ${header}`);
        const left = shown.replace("Authorization: Basic ", "").replace(mask, "");
        // What is left tells the user's name and a part of one byte at each end.
        expect(left.length).toBeLessThanOrEqual(Math.ceil(((user.length * 3 + 1) * 8) / 6) + 5);
        expect(shown).toContain(mask);
      }),
    );
  });

  it("shows of a stream exactly what it shows of the whole, however it is cut", () => {
    const words = fc.array(fc.oneof(fc.constant(0), fc.constant(1), fc.constant(2), around), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        words,
        fc.array(fc.nat()),
        (secrets, parts, at) => {
          const text = parts
            .map((part) => (typeof part === "string" ? part : (secrets[part % secrets.length] ?? "")))
            .join("");
          expect(streamed(secrets, cut(text, at))).toBe(createRedactor(secrets).text(text));
        },
      ),
    );
  });

  it("agrees on overlapping secrets, character by character", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 3 }), text, (secrets, whole) => {
        const shown = createRedactor(secrets).text(whole);
        expect(streamed(secrets, whole.split(""))).toBe(shown);
        for (const value of secrets) expect(shown).not.toContain(value);
      }),
      { numRuns: 500 },
    );
  });

  it("shows at once what cannot be the beginning of a secret", () => {
    const stream = createRedactor(["hunter22"]).stream();
    expect(stream.write("a line\n")).toBe("a line\n");
    expect(stream.write("the password is hunt")).toBe("the password is ");
    expect(stream.write("ing season\n")).toBe("hunting season\n");
    expect(stream.write("hunter")).toBe("");
    expect(stream.write("22!")).toBe(`${mask}!`);
  });

  it("leaves a text without secrets as it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(createRedactor([]).text(text)).toBe(text);
        expect(streamed([], [text])).toBe(text);
      }),
    );
  });

  it("masks each line of a key of several lines", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n";
    const shown = createRedactor([key]).text("log: MIIEvQIBADANBgkq\nlog: hkiG9w0BAQEFAASC\n");
    expect(shown).toBe(`log: ${mask}\nlog: ${mask}\n`);
  });

  it("redacts strings anywhere in data and keeps everything else", () => {
    const redactor = createRedactor(["s3cr3t-value"]);
    const data = { a: ["x s3cr3t-value", 1, null], b: { "s3cr3t-value": true }, c: undefined };
    expect(redactor.data(data)).toEqual({ a: [`x ${mask}`, 1, null], b: { [mask]: true }, c: undefined });
  });

  it("knows secrets that are added later, in streams that are open as well", () => {
    const redactor = createRedactor();
    const stream = redactor.stream();
    expect(stream.write("token-12345 ")).toBe("token-12345 ");
    redactor.add("token-12345");
    expect(stream.write("token-12345 ")).toBe(`${mask} `);
  });

  it("takes time in proportion to the text", () => {
    const redactor = createRedactor(Array.from({ length: 30 }, (_, i) => `secret-value-number-${i}`));
    const text = "a line of a log that is as long as lines are\n".repeat(20_000);
    const started = performance.now();
    expect(redactor.text(text)).toBe(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("never makes an empty form", () => {
    fc.assert(fc.property(fc.string(), (text) => secretForms(text).every((form) => form !== "")));
  });
});
