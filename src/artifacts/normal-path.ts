/**
 * The names of a wheel's members with what differs between the wheels of one release taken out (versions, tags, hashes,
 * suffixes of one system), so that what is the same file compares as the same.
 */

export type MemberSort =
  /** An extension module. */
  | "extension"
  /** A library or a program of the project's own. */
  | "native"
  /** A library that a repair tool (auditwheel, delocate, delvewheel) has put in, or its traces. */
  | "bundled"
  /** Inside `.dist-info`. */
  | "metadata"
  /** Python modules and all else. */
  | "content";

export interface NormalPath {
  readonly path: string;
  readonly sort: MemberSort;
}

/**
 * `_speed.cpython-312-x86_64-linux-gnu.so` -> `_speed.<ext>`, `demo.libs/libfoo-1a2b3c4d.so.1` -> `demo.libs/libfoo.<lib>`,
 * `demo-1.0.dist-info/METADATA` -> `<dist-info>/METADATA`, `demo-1.0.data/purelib/x.py` -> `x.py` (it is installed there), `run.exe` -> `run`.
 * @returns `undefined` for what no wheel has to have: byte code
 */
export function normalPath(path: string, distInfo: string): NormalPath | undefined {
  if (/(?:^|\/)__pycache__\/|\.py[co]$/.test(path)) return undefined;
  if (path.startsWith(`${distInfo}/`)) return inDistInfo(path.slice(distInfo.length + 1));
  const data = `${distInfo.replace(/\.dist-info$/i, "")}.data/`;
  const inData = path.startsWith(data) ? path.slice(data.length) : undefined;
  const inside = inData === undefined ? path : inData.replace(/^(?:purelib|platlib)\//, "");
  const prefix = inData !== undefined && inside === inData ? "<data>/" : "";
  const slash = inside.lastIndexOf("/") + 1;
  const folder = prefix + folderName(inside.slice(0, slash));
  return fileName(folder, inside.slice(slash));
}

function inDistInfo(path: string): NormalPath {
  // SBOMs and DELVEWHEEL are written by the repair tools of one system.
  const repaired = /^(?:sboms\/|DELVEWHEEL$)/.test(path);
  // Build back ends moved licences into a folder with version 2.4 of the metadata (PEP 639).
  const licence = /^(?:license_files\/)?((?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*)$/i.exec(path)?.[1];
  const inside = licence === undefined ? path : `licenses/${licence}`;
  return { path: `<dist-info>/${inside}`, sort: repaired ? "bundled" : "metadata" };
}

/** `lib/python3.12/` -> `lib/python<version>/`. */
function folderName(folder: string): string {
  return folder.replace(/(^|\/)python\d\.\d+t?(?=\/)/g, "$1python<version>");
}

/** Folders of auditwheel (`demo.libs`), delocate (`.dylibs`) and delvewheel (`demo.libs`). */
const bundleFolder = /(?:^|\/)(?:[^/]+\.libs|\.dylibs)\/$/;

/** `.cpython-312-x86_64-linux-gnu`, `.cp312-win_amd64`, `.pypy311-pp73-darwin`, `.graalpy250-312-native-aarch64-darwin`, `.abi3`, `.abi3t-darwin`. */
const tag = /\.(?:cpython-\d|cp\d|pypy\d|graalpy\d|abi3)[\w-]*(?=\.)/;
const sharedLibrary = /^(.+?)(?:\.so(?:\.[\d.]+)?|(?:\.\d[\d.]*)?(?:\.[\w-]+)?\.dylib|\.dll)$/;
/** `-1a2b3c4d` of auditwheel and delvewheel (8 to 64 hexadecimal digits). */
const hash = /-[0-9a-f]{8,64}$/;

function fileName(folder: string, name: string): NormalPath {
  if (/^\.load-order-|^_delvewheel_/.test(name)) {
    return { path: folder + name.replace(/-\d.*$/, ""), sort: "bundled" };
  }
  const file = name.replace(tag, "");
  const isModule = /\.(?:so|pyd)$/.test(file) && (file !== name || !file.startsWith("lib"));
  const bundled = bundleFolder.test(folder);
  if (isModule && !bundled)
    return { path: `${folder}${file.replace(/\.\w+$/, "")}.<ext>`, sort: "extension" };
  const stem = sharedLibrary.exec(file)?.[1];
  if (stem !== undefined) {
    const sort = bundled || hash.test(stem) ? "bundled" : "native";
    return { path: `${folder}lib${stem.replace(hash, "").replace(/^lib/, "")}.<lib>`, sort };
  }
  if (bundled) return { path: folder + file, sort: "bundled" };
  const archive = /^(?:lib)?(.+?)(?:\.lib|(?:\.dll)?\.a)$/.exec(file)?.[1];
  if (archive !== undefined) return { path: `${folder}lib${archive}.<archive>`, sort: "native" };
  if (file.endsWith(".exe")) return { path: folder + file.slice(0, -4), sort: "native" };
  return { path: folder + file.replace(/^.+-\d.*\.whl$/, "<wheel>"), sort: "content" };
}
