/** Run as a process of its own: writes dist/, and is killed without warning at the checkpoint that it is told. */

import { kill, pid, argv } from "node:process";

import { writeDist, type DistRequest } from "../../src/pipeline/dist-folder.ts";

const [request = "", stopAt = ""] = argv.slice(2);

await writeDist({
  ...(JSON.parse(request) as DistRequest),
  checkpoint: (name) => {
    if (name === stopAt) kill(pid, "SIGKILL");
  },
});
