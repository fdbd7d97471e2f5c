/** How to get what is missing, in the words of the machine's own package manager. */

export type Distribution = "debian" | "fedora" | "alpine" | "arch" | "suse" | "linux" | "macos" | "windows";

export type Missing = "python" | "headers" | "venv" | "cc" | "c++" | "cargo" | "git";

/** `osRelease` is the text of /etc/os-release, where there is one. */
export function distributionOf(platform: NodeJS.Platform, osRelease: string | undefined): Distribution {
  if (platform === "darwin") return "macos";
  if (platform === "win32") return "windows";
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(osRelease ?? "")?.[1] ?? "";
  const ids = `${value("ID")} ${value("ID_LIKE")}`.split(" ");
  const known: readonly (readonly [string, Distribution])[] = [
    ["debian", "debian"],
    ["ubuntu", "debian"],
    ["fedora", "fedora"],
    ["rhel", "fedora"],
    ["alpine", "alpine"],
    ["arch", "arch"],
    ["suse", "suse"],
    ["opensuse", "suse"],
  ];
  return known.find(([id]) => ids.includes(id))?.[1] ?? "linux";
}

const installers: Readonly<Partial<Record<Distribution, string>>> = {
  debian: "apt-get install",
  fedora: "dnf install",
  alpine: "apk add",
  arch: "pacman -S",
  suse: "zypper install",
};

const packages: Readonly<Record<Missing, Readonly<Partial<Record<Distribution, string>>>>> = {
  python: {},
  headers: { debian: "python3-dev", fedora: "python3-devel", alpine: "python3-dev", suse: "python3-devel" },
  venv: { debian: "python3-venv" },
  cc: { debian: "gcc libc6-dev", fedora: "gcc", alpine: "gcc musl-dev", arch: "gcc", suse: "gcc" },
  "c++": { debian: "g++", fedora: "gcc-c++", alpine: "g++", arch: "gcc", suse: "gcc-c++" },
  cargo: {},
  git: { debian: "git", fedora: "git", alpine: "git", arch: "git", suse: "git" },
};

/** For systems without a package manager of their own, and for what is better taken from elsewhere. */
const otherwise: Readonly<Record<Missing, string>> = {
  python: "Install one, for example with `uv python install 3.12` or pyenv.",
  headers: "Install the development package of that Python, or another Python with `uv python install`.",
  venv: "Install the missing part of that Python, or another Python with `uv python install`.",
  cc: "Install a C compiler.",
  "c++": "Install a C++ compiler.",
  cargo:
    'Install Rust with rustup, or have it fetched for each build: [tool.wheelway.prepare] rust = "stable"',
  git: "Install git.",
};

/** One sentence or command. */
export function installHint(missing: Missing, distribution: Distribution): string {
  const compiles = missing === "cc" || missing === "c++";
  if (distribution === "macos" && (compiles || missing === "git")) return "xcode-select --install";
  if (distribution === "windows" && compiles)
    return 'Install the Visual Studio Build Tools with the workload "Desktop development with C++".';
  const installer = installers[distribution];
  const names = packages[missing][distribution];
  return installer === undefined || names === undefined ? otherwise[missing] : `${installer} ${names}`;
}
