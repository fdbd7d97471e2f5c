/** Are the classifiers ones that the index takes? It refuses a file for one that it does not know. */

import { classifierPage } from "../services.ts";
import { classifiers, classifiersOf, deprecatedClassifiers } from "../artifacts/fields/classifier-list.ts";
import { shown } from "../artifacts/fields/metadata-problem.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type FindingDetails } from "./finding.ts";
import { sharedOnce } from "./shared-finding.ts";

export const knownClassifiers: Check = {
  name: "classifiers",
  title: "Every classifier is on the list of the index.",
  codes: ["WW035"],
  run: (input) => {
    const artifacts = [...input.wheels, ...(input.sdist ? [input.sdist] : [])];
    const findings = artifacts.flatMap(({ name, metadata }) =>
      [...new Set(metadata.classifiers)].flatMap((classifier) => {
        const { message, ...details } = judge(classifier, input) ?? {};
        return message === undefined ? [] : [finding("WW035", name.file, message, details)];
      }),
    );
    return sharedOnce(findings, artifacts.length);
  },
};

interface Said extends FindingDetails {
  readonly message: string;
}

function judge(classifier: string, { forRelease }: CheckInput): Said | undefined {
  if (classifiers.has(classifier)) return undefined;
  if (/^private ::/i.test(classifier)) {
    if (forRelease !== true) return undefined;
    const hint = "take the classifier away where the project is to be public after all";
    return { message: `it has ${shown(classifier)}, so that no public index takes it`, hint };
  }
  const replacement = deprecatedClassifiers.get(classifier);
  if (replacement !== undefined) {
    const instead = replacement.length === 0 ? "nothing has replaced it" : `use ${replacement.join(" or ")}`;
    return { message: `the index takes ${shown(classifier)} no longer`, hint: instead };
  }
  const meant = spellings.get(plain(classifier));
  if (meant !== undefined) {
    return { message: `${shown(classifier)} is no classifier`, hint: `spell it ${shown(meant)}` };
  }
  const message = `${shown(classifier)} is no classifier of the list of ${classifiersOf}`;
  // New versions of Python and of frameworks are added to the list all the time.
  if (/\d/.test(classifier) && siblings(classifier)) {
    const hint = `look it up at ${classifierPage}: it may be newer than Wheelway's list`;
    return { message, severity: "warning", hint };
  }
  return { message };
}

function plain(classifier: string): string {
  return classifier.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Does the list have another one that differs from it by a number only? */
function siblings(classifier: string): boolean {
  const shape = classifier.replace(/\d+(?:\.\d+)*/g, "#");
  return shapes.has(shape);
}

const spellings = new Map([...classifiers].map((one) => [plain(one), one]));
const shapes = new Set([...classifiers].map((one) => one.replace(/\d+(?:\.\d+)*/g, "#")));
