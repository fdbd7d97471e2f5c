import { appendFileSync } from "node:fs";

appendFileSync(`${process.env.STAND_IN_ARTIFACTS}.caches`, `${process.env.INPUT_KEY}\n`);
