/** What an engine can run: images that can be reached, other architectures, and a native Python for these. */

import type { Client, Container, Directory } from "@dagger.io/dagger";
import { randomUUID } from "node:crypto";
import { driverFiles } from "../driver/source.ts";
import { WheelwayError } from "../errors.ts";
import { dagger } from "../services.ts";
import type { Supported, Unsupported } from "./backend.ts";
import { Handles } from "./dagger-ask-once.ts";
import { places, pythonFlags, withoutPath, type DriverStart, type Image } from "./dagger-container.ts";
import { engineError, imageRemedy, isExecError, isImageTrouble, wordsOf } from "./dagger-errors.ts";
import { findNative } from "./dagger-native.ts";
import { isEmulated } from "./dagger-platforms.ts";
import type { DaggerTree } from "./dagger-trees.ts";

/** An image that can run, and how. */
interface Usable {
  readonly base: Container;
  readonly path: string;
  readonly start: DriverStart;
  readonly answer: Supported;
}

/** Remembers what one session has found out. */
export class Images {
  private readonly client: Client;
  private readonly nativeImage: string | undefined;
  private readonly found = new Map<string, Promise<Usable | Unsupported>>();
  private readonly resolved = new Map<string, Promise<string>>();
  private driverFolder: Promise<Directory> | undefined;
  private readonly handles = new Handles();
  private readonly empty: Directory;

  constructor(client: Client, nativeImage: string | undefined) {
    this.client = client;
    this.empty = client.directory();
    this.nativeImage = nativeImage;
  }

  async supports(image: Image): Promise<Supported | Unsupported> {
    const found = await this.find(image);
    return "base" in found ? found.answer : found;
  }

  /** `registry/image:tag@sha256:…`: what a moving tag names, the same for the whole session. */
  resolve(image: Omit<Image, "kind" | "python">): Promise<string> {
    const key = JSON.stringify([image.image, image.platform]);
    return once(this.resolved, key, () => this.ask(image));
  }

  private async ask(image: Omit<Image, "kind" | "python">): Promise<string> {
    const platform = image.platform as Awaited<ReturnType<Client["defaultPlatform"]>>;
    try {
      return await this.client.container({ platform }).from(image.image).imageRef();
    } catch (error) {
      throw engineError(error, `looking at ${image.image}`);
    }
  }

  /** Throws `image-unreachable`, `interpreter-missing` or `emulation-missing`. */
  async use(image: Image, doing: string): Promise<Usable> {
    const found = await this.find(image);
    if ("base" in found) return found;
    throw new WheelwayError(found.code ?? "image-unreachable", {
      message: `${doing} cannot run`,
      why: found.why,
      next: found.remedy,
    });
  }

  /** What every task's container has, and the inputs of one, to be handed over. */
  async handed(trees: Readonly<Record<string, DaggerTree>>) {
    const [inputs, driver, empty] = await Promise.all([
      this.handles.ofAll(trees),
      this.driver().then((folder) => this.handles.of(folder)),
      this.handles.of(this.empty),
    ]);
    return { inputs, driver, empty };
  }

  /** The driver's files, uploaded once. */
  driver(): Promise<Directory> {
    return (this.driverFolder ??= uploadDriver(this.client));
  }

  private find(image: Image): Promise<Usable | Unsupported> {
    const key = JSON.stringify([image.image, image.platform, image.python]);
    return once(this.found, key, () => this.look(image));
  }

  private async look(image: Image): Promise<Usable | Unsupported> {
    const native = await this.client.defaultPlatform();
    const reached = await this.reach(image);
    if ("supported" in reached) return reached;
    const { container: base, path } = reached;
    if (native === image.platform) {
      const detail = `Python ${image.python} of ${image.image}`;
      const answer = { supported: true, emulated: false, detail } as const;
      return { base, path, start: { python: [image.python] }, answer };
    }
    const foreign = await this.startForeign(image, native, base);
    return "start" in foreign ? { base, path, ...foreign } : foreign;
  }

  /** Pulls the image: whether it has the Python cannot be known before. */
  private async reach(image: Image): Promise<{ container: Container; path: string } | Unsupported> {
    const platform = image.platform as Awaited<ReturnType<Client["defaultPlatform"]>>;
    const container = this.client.container({ platform }).from(image.image);
    try {
      const actual = await container.platform();
      if (actual !== image.platform) {
        const why = `${image.image} is an image for ${actual}, not for ${image.platform}`;
        const remedy = "Name an image of the right architecture in [tool.wheelway.images].";
        return { supported: false, code: "image-unreachable", why, remedy };
      }
      if (await container.exists(image.python))
        return { container, path: (await container.envVariable("PATH")) || usualPath };
      const why = `${image.image} has no ${image.python}${await pythonsOf(container)}`;
      const remedy = "Name a newer image in [tool.wheelway.images], or leave this Python out with `skip`.";
      return { supported: false, code: "interpreter-missing", why, remedy };
    } catch (error) {
      const why = wordsOf(error);
      if (!isImageTrouble(why)) throw engineError(error, `looking at ${image.image}`);
      return { supported: false, code: "image-unreachable", why, remedy: imageRemedy(why) };
    }
  }

  private async startForeign(
    image: Image,
    native: string,
    base: Container,
  ): Promise<Pick<Usable, "start" | "answer"> | Unsupported> {
    const emulated = isEmulated(image.platform, native);
    const detail = `Python ${image.python} of ${image.image}${emulated ? `, emulated on ${native}` : ""}`;
    const answer = { supported: true, emulated, detail } as const;
    const beside = emulated
      ? await findNative(this.client, image, native, this.nativeImage, await this.driver())
      : undefined;
    if (beside) {
      const mounted = base.withMountedDirectory(places.native, beside.root, { readOnly: true });
      const script = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))";
      const argv = [...beside.python, ...pythonFlags, "-c", script, image.python, "-c", ""];
      if ((await trial(mounted, argv)) === undefined)
        return { start: { python: beside.python, native: beside.root }, answer };
    }
    const problem = await trial(base, [image.python, "-c", ""]);
    if (problem === undefined) return { start: { python: [image.python] }, answer };
    return {
      supported: false,
      code: "emulation-missing",
      why: `the engine's machine is ${native} and cannot run programs for ${image.platform}: ${problem}`,
      remedy: `Register emulators with its kernel (\`${dagger.emulation}\`), or use an engine on such a machine.`,
    };
  }
}

/** What failed in another way than by an answer may work the next time. */
function once<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const found = find();
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;
}

/** Where an image names none. */
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Runs it anew, since emulators come and go with the machine's kernel; what went wrong, or `undefined`. */
async function trial(container: Container, argv: string[]): Promise<string | undefined> {
  try {
    await withoutPath(container)
      .withUser("0")
      .withEnvVariable("WHEELWAY_TRIAL", randomUUID())
      .withExec(argv)
      .sync();
    return undefined;
  } catch (error) {
    if (isExecError(error)) return wordsOf(error).split("\n").at(-1);
    throw engineError(error, "trying whether the engine can run another architecture");
  }
}

/** `: it has cp39-cp39, …`, where it is laid out as the manylinux images are. */
async function pythonsOf(container: Container): Promise<string> {
  try {
    return `: it has ${(await container.directory("/opt/python").entries()).join(", ")}`;
  } catch {
    return "";
  }
}

function uploadDriver(client: Client): Promise<Directory> {
  let folder = client.directory();
  for (const [name, text] of driverFiles()) folder = folder.withNewFile(name, text);
  return folder.sync();
}
