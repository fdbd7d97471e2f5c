// As the real action: by its name into the folder itself, by a pattern each into a folder named for it.
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

const { INPUT_NAME: name, INPUT_PATTERN: pattern, INPUT_PATH: path, STAND_IN_ARTIFACTS: from } = process.env;
if (name) cpSync(join(from, name), path, { recursive: true });
else
  for (const one of readdirSync(from))
    if (one.startsWith(pattern.replace(/\*$/, "")))
      cpSync(join(from, one), join(path, one), { recursive: true });
