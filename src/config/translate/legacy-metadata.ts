/** What setup.cfg and setup.py say of the Pythons that a project is for; nothing is run. */

import { validRange } from "@renovatebot/pep440";
import type { Texts } from "./ci/step.ts";

/** `python_requires` (PEP 440) where it is written plainly. */
export function requiresPython(texts: Texts, prefix: string): string | undefined {
  const cfg = /^\s*python_requires\s*=\s*(.+)$/m.exec(texts.get(`${prefix}setup.cfg`) ?? "")?.[1];
  const py = /\bpython_requires\s*=\s*(["'])(.+?)\1/.exec(texts.get(`${prefix}setup.py`) ?? "")?.[2];
  const found = (cfg ?? py)?.trim();
  return found !== undefined && validRange(found) ? found : undefined;
}
