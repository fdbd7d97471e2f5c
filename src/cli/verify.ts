/** `wheelway verify`: the artifacts of a folder or of a published release, judged as one set. Nothing in them is run. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import { parseIdentity } from "../pipeline/identity.ts";
import type { VerifyRequest } from "../pipeline/verify-request.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { indexesOf } from "./index-addresses.ts";
import { tellVerify } from "./job-page.ts";
import { commonOptions, flagOption, textOption } from "./options.ts";
import { checkOutputs, outputOptions, writeOutputs, type OutputArguments } from "./verify-outputs.ts";

interface VerifyArguments extends OutputArguments {
  readonly dist: string;
  readonly previous: string | undefined;
  readonly contract: string | undefined;
  readonly project: string | undefined;
  readonly index: string | undefined;
  readonly tools: boolean;
  readonly release: boolean;
  readonly strict: boolean | undefined;
  readonly identity: string | undefined;
  readonly "trusted-root": string | undefined;
}

export function verifyCommand(choose: Choose): CommandModule<object, VerifyArguments> {
  return {
    command: "verify [dist]",
    describe: "Check the artifacts of a folder, or of a published release",
    builder: (yargs) =>
      commonOptions(verifyOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway verify", "What is in dist/"],
            ["wheelway verify --previous pypi", "Beside the last release"],
            ["wheelway verify pypi:name==1.0", "A published release"],
            ["wheelway verify pypi:name --identity github:me/name", "And who published it"],
            ["wheelway verify --sarif verify.sarif", "For code scanning, too"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function verifyOptions<T>(yargs: Argv<T>) {
  const named = yargs
    .positional("dist", {
      type: "string",
      default: "dist",
      describe: "Folder of wheels and sdist, or pypi:name==version",
    })
    .option("previous", {
      ...textOption,
      describe: "Hold it against an earlier release: pypi, a version, or a folder",
    })
    .option("contract", {
      ...textOption,
      defaultDescription: "manifest.json in the folder",
      describe: "JSON file that says which artifacts there must be",
    })
    .option("project", {
      ...textOption,
      defaultDescription: "this folder, where it is the artifacts' own",
      describe: "Project whose levels of checks hold",
    })
    .option("index", { ...textOption, describe: "Address of the index that pypi: means" })
    .option("identity", {
      ...textOption,
      defaultDescription: "the project's policy",
      describe: "Who must have published it: github:owner/name[:workflow[:environment]]",
    })
    .option("trusted-root", {
      ...textOption,
      defaultDescription: "Sigstore's own",
      describe: "JSON file of a Sigstore trusted root, for attestations",
    })
    .option("tools", {
      ...flagOption,
      default: true,
      describe: "Run auditwheel, abi3audit and twine; --no-tools leaves them out",
    })
    .option("release", {
      ...flagOption,
      default: true,
      describe: "Judge as what goes to users; --no-release for builds that stay at home",
    })
    .option("strict", { ...flagOption, describe: "Fail on warnings, too" });
  return outputOptions(named);
}

async function run(options: VerifyArguments, session: Session) {
  const { err, door, redactor } = session;
  await checkOutputs(options, door.workingFolder);
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const surroundings = await session.surroundings((event) => display.tell(redactor.data(event)));
  const report = redactor.data(await door.useCases.verify(requestOf(options, session), surroundings));
  display.end();
  await writeOutputs(report, options, session);
  await tellVerify(report, options.markdown, session);
  return report.verdict === "passed" ? exitStatus.ok : exitStatus.failed;
}

function requestOf(options: VerifyArguments, { door }: Session): VerifyRequest {
  const { dist, previous, contract, project, tools, release, strict = false, identity } = options;
  return {
    source: dist,
    previous,
    contract,
    project,
    workingFolder: door.workingFolder,
    indexes: indexesOf(options.index, door.env),
    identity: identity === undefined ? undefined : parseIdentity(identity),
    trustedRoot: options["trusted-root"],
    tools,
    forRelease: release,
    strict,
  };
}
