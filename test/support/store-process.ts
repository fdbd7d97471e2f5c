/** One of several processes that use a result store at once: keeps and takes the same results, and says what it saw. */

import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256, storeAt, wanted, wheelResult } from "../unit/store/sample.ts";

const [, , cacheDir = "", scratch = "", rounds = "0"] = process.argv;
// So small that others' results are removed while they are read.
const { store, warnings } = storeAt(cacheDir, { limit: 60_000 });
let taken = 0;
let wrong = 0;
for (let round = 0; round < Number(rounds); round++) {
  const id = `wheel:${round % 8}`;
  const content = Buffer.from(id.repeat(2000));
  const found = await store.take(wanted(sha256(id), id), join(scratch, "out"));
  if (found) {
    taken += 1;
    const bytes = await readFile(join(found.files["wheel"] ?? "", "demo-1.0-py3-none-any.whl"));
    if (!bytes.equals(content) || found.result.id !== id) wrong += 1;
    await rm(join(scratch, "out"), { recursive: true });
  } else {
    const result = await wheelResult(join(scratch, "source"), id, content);
    await store.put({ key: sha256(id), kind: "wheel" }, result);
    await store.tidy();
  }
}
process.stdout.write(JSON.stringify({ taken, wrong, warnings }));
