import { expect, it } from "vitest";

import { normalPath } from "../../../src/artifacts/normal-path.ts";

const normal = (path: string) => {
  const found = normalPath(path, "demo-1.0.dist-info");
  return found && `${found.sort} ${found.path}`;
};

it.each([
  ["demo/_speed.cpython-312-x86_64-linux-gnu.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.cpython-314t-darwin.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.cp312-win_amd64.pyd", "extension demo/_speed.<ext>"],
  ["demo/_speed.pypy311-pp73-x86_64-linux-gnu.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.graalpy250-312-native-aarch64-darwin.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.cpython-313-iphonesimulator.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.cpython-314-wasm32-emscripten.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.abi3.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.abi3t-x86_64-linux-gnu.so", "extension demo/_speed.<ext>"],
  ["demo/_speed.pyd", "extension demo/_speed.<ext>"],
  ["demo/_speed.so", "extension demo/_speed.<ext>"],
  // A module that is only named like a library.
  ["demo/lib.cpython-312-darwin.so", "extension demo/lib.<ext>"],
  ["demo/lib.cp312-win_amd64.pyd", "extension demo/lib.<ext>"],
  ["demo/speed.so.py", "content demo/speed.so.py"],
])("takes the suffix off an extension module: %s", (path, expected) => {
  expect(normal(path)).toBe(expected);
});

it.each([
  ["demo.libs/libfoo-1a2b3c4d.so.1", "bundled demo.libs/libfoo.<lib>"],
  ["demo.libs/libgfortran-040039e1-0352e75f.so.5.0.0", "bundled demo.libs/libgfortran-040039e1.<lib>"],
  ["demo/.dylibs/libfoo.2.1.dylib", "bundled demo/.dylibs/libfoo.<lib>"],
  ["demo/.dylibs/libz.1.3.1.zlib-ng.dylib", "bundled demo/.dylibs/libz.<lib>"],
  ["demo.libs/foo-3c56f4167e2b3d8e6338497731e6aae8.dll", "bundled demo.libs/libfoo.<lib>"],
  ["demo/foo-3c56f4167e2b3d8e.dll", "bundled demo/libfoo.<lib>"],
  ["demo.libs/.load-order-demo-1.0", "bundled demo.libs/.load-order-demo"],
  ["demo-1.0.dist-info/sboms/auditwheel.cdx.json", "bundled <dist-info>/sboms/auditwheel.cdx.json"],
  ["demo-1.0.dist-info/DELVEWHEEL", "bundled <dist-info>/DELVEWHEEL"],
])("knows what repair tools put in: %s", (path, expected) => {
  expect(normal(path)).toBe(expected);
});

it.each([
  ["demo/libfoo.so", "native demo/libfoo.<lib>"],
  ["demo/libfoo.so.1.2", "native demo/libfoo.<lib>"],
  ["demo/libfoo.dylib", "native demo/libfoo.<lib>"],
  ["demo/foo.dll", "native demo/libfoo.<lib>"],
  ["demo/lib/libnp.a", "native demo/lib/libnp.<archive>"],
  ["demo/lib/np.lib", "native demo/lib/libnp.<archive>"],
  ["demo/_c.cp312-win_amd64.dll.a", "native demo/lib_c.<archive>"],
  ["demo/bin/run.exe", "native demo/bin/run"],
  ["demo/bin/run", "content demo/bin/run"],
  ["demo-1.0.dist-info/METADATA", "metadata <dist-info>/METADATA"],
  ["demo-1.0.dist-info/LICENSE.txt", "metadata <dist-info>/licenses/LICENSE.txt"],
  ["demo-1.0.dist-info/licenses/LICENSE.txt", "metadata <dist-info>/licenses/LICENSE.txt"],
  ["demo-1.0.data/purelib/demo/x.py", "content demo/x.py"],
  ["demo-1.0.data/platlib/demo/_c.abi3.so", "extension demo/_c.<ext>"],
  ["demo-1.0.data/scripts/run.exe", "native <data>/scripts/run"],
  ["demo-1.0.data/data/lib/python3.12/x.h", "content <data>/data/lib/python<version>/x.h"],
  ["demo-1.0-cp312-cp312-win_amd64.whl", "content <wheel>"],
  ["other-2.0.dist-info/METADATA", "content other-2.0.dist-info/METADATA"],
])("gives the same file of two systems one name: %s", (path, expected) => {
  expect(normal(path)).toBe(expected);
});

it("leaves byte code out", () => {
  expect(normal("demo/__pycache__/x.cpython-312.pyc")).toBeUndefined();
  expect(normal("demo/x.pyc")).toBeUndefined();
});
