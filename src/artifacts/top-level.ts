/** The names under which a wheel's content can be imported. */

const identifier = "[\\p{ID_Start}_][\\p{ID_Continue}]*";
/** `name.py`, `name.so`, `name.cpython-312-x86_64-linux-gnu.so`, `name.abi3.so`, `name.cp312-win_amd64.pyd`. */
const modulePattern = new RegExp(`^(${identifier})(?:\\.py|(?:\\.[A-Za-z0-9_-]+)?\\.(?:so|pyd))$`, "u");
const packagePattern = new RegExp(`^(${identifier})/`, "u");

/**
 * Top-level modules and packages, sorted. A folder counts where it holds a module at any depth, with or without
 * `__init__.py` (PEP 420); `purelib` and `platlib` of `.data` are looked into (PEP 427).
 */
export function topLevelModules(members: readonly { readonly path: string }[], distInfo: string): string[] {
  const data = `${distInfo.replace(/\.dist-info$/i, "")}.data/`;
  const found = new Set<string>();
  for (const { path } of members) {
    const inside = path.startsWith(data)
      ? /^(?:purelib|platlib)\/(.+)$/.exec(path.slice(data.length))?.[1]
      : path;
    if (inside === undefined || inside.startsWith(`${distInfo}/`)) continue;
    const file = inside.slice(inside.lastIndexOf("/") + 1);
    const module = modulePattern.exec(file)?.[1];
    if (module === undefined) continue;
    const top = inside.includes("/") ? packagePattern.exec(inside)?.[1] : module;
    if (top !== undefined) found.add(top);
  }
  return [...found].sort();
}
