import { describe, expect, it } from "vitest";
import { shellCommands, shellWords, simpleCommands } from "../../../../src/config/translate/words.ts";

describe("words of a shell text", () => {
  it("are split outside of quotes, with quotes and escapes taken away", () => {
    const words = shellWords(String.raw`A='b c' "d \"e\"" f\ g '' h'i'"j"`);
    expect(words.map(({ text }) => text)).toEqual(["A=b c", 'd "e"', "f g", "", "hij"]);
  });

  it("tell where a shell would fill something in", () => {
    const expanding = ["$A", '"${A}"', "`a`", '"$(a)"'];
    const plain = ["'$A'", String.raw`\$A`, "a"];
    expect(expanding.map((text) => shellWords(text)[0]?.expands)).toEqual([true, true, true, true]);
    expect(plain.map((text) => shellWords(text)[0]?.expands)).toEqual([false, false, false]);
  });

  it("end with the text where a quote is not closed", () => {
    expect(shellWords("a 'b c").map(({ text }) => text)).toEqual(["a", "b c"]);
  });
});

describe("commands of a script", () => {
  it("are joined by &&, semicolons and line ends", () => {
    expect(shellCommands("a && b c; d\ne \\\n  f")).toEqual(["a", "b c", "d", "e    f"]);
  });

  it("keep what stands in quotes, and what is joined by || or |", () => {
    expect(shellCommands('echo "a && b" || c | d && e')).toEqual(['echo "a && b" || c | d', "e"]);
  });

  it("leave comments out", () => {
    expect(shellCommands("# a && b\nc")).toEqual(["c"]);
  });

  it("are one whole where there are compound commands or here-documents", () => {
    const loop = "for x in a b; do make $x; done";
    expect(shellCommands(loop)).toEqual([loop]);
    expect(shellCommands("cat <<EOF\na\nEOF")).toEqual(["cat <<EOF\na\nEOF"]);
    expect(simpleCommands("if true; then maturin build; fi")).toContain("then maturin build");
  });
});
