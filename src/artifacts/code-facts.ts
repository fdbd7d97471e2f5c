/** What the headers of a piece of machine code say of it: ELF (System V ABI), Mach-O, PE/COFF, WebAssembly. */

/** One architecture's part; universal binaries of macOS have several. */
export interface CodeSlice {
  /**
   * As the platform tags of its system write it: ELF x86_64, i686, aarch64, armv7l (any 32-bit ARM), ppc64le, s390x, riscv64,
   * loongarch64; Mach-O x86_64, arm64, i386; PE amd64, win32, arm64, or "cil" for .NET code that runs on any; wasm32.
   * "unknown (N)" with the raw number.
   */
  readonly architecture: string;
  readonly bits: 32 | 64;
  /** Mach-O: the system it is for, where the file says so (older files have none). */
  readonly system?: "macos" | "ios" | "ios-simulator" | "other";
  /** macOS: the least version that it may run on, "11.0"; where the file says so. */
  readonly minimumMacos?: string;
}

export interface CodeFacts {
  readonly format: "elf" | "mach-o" | "pe" | "wasm";
  readonly kind: "shared-library" | "program" | "object" | "other";
  readonly slices: readonly CodeSlice[];
  /** Names of the libraries that the loader looks for (DT_NEEDED, LC_LOAD_DYLIB, import table), as written. */
  readonly needs: readonly string[];
  /** ELF: library -> symbol versions that it must have, such as libc.so.6 -> ["GLIBC_2.17"]. */
  readonly symbolVersions: Readonly<Record<string, readonly string[]>>;
  /** ELF: RPATH and RUNPATH entries; Mach-O: LC_RPATH. */
  readonly searchPaths: readonly string[];
  /** The program header names a dynamic linker of another libc: "/lib/ld-musl-x86_64.so.1". */
  readonly interpreter?: string;
  /** x86: instruction sets that it says it needs (GNU_PROPERTY_X86_ISA_1_NEEDED): "x86-64-v3". */
  readonly instructionSets: readonly string[];
  /** Python modules that it defines: names of `PyInit_…`/`PyInitU_…` symbols, where its symbol table has them. */
  readonly modules: readonly string[];
  /** Why a part of this could not be read: the file is cut, a table points outside. */
  readonly problem?: string;
}
