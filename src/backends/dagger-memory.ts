/** What engines have said of themselves and of images, kept for a while: a run that needs nothing of an engine asks it nothing. */

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const shape = z.object({
  version: z.literal(1),
  engines: z.record(
    z.string(),
    z.object({
      /** Milliseconds since 1970. */
      seen: z.number(),
      describe: z.string(),
      platform: z.string(),
      images: z.record(
        z.string(),
        z.object({
          seen: z.number(),
          emulated: z.boolean(),
          detail: z.string(),
          /** By digest. */
          pinned: z.string().regex(/@sha256:[0-9a-f]{64}$/),
        }),
      ),
    }),
  ),
});
type Memory = z.infer<typeof shape>;
export type KnownEngine = Memory["engines"][string];
export type KnownImage = KnownEngine["images"][string];

/** Milliseconds: so long a moving tag stands for the image that it named. */
const age = 24 * 3600_000;

export class EngineMemory {
  private readonly file: string;
  private readonly engine: string;
  private readonly now: () => Date;
  private known: Promise<KnownEngine | undefined> | undefined;
  private fresh: KnownEngine | undefined;

  /** @param engine how it is reached */
  constructor(cacheDir: string, engine: string, now: () => Date) {
    this.file = join(cacheDir, "engines.json");
    this.engine = engine;
    this.now = now;
  }

  async get(): Promise<KnownEngine | undefined> {
    return this.fresh ?? (this.known ??= this.read().then((all) => this.young(all?.engines[this.engine])));
  }

  async image(key: string): Promise<KnownImage | undefined> {
    return this.young((await this.get())?.images[key]);
  }

  async learn(facts: Pick<KnownEngine, "describe" | "platform">): Promise<void> {
    const images = (await this.get())?.images ?? {};
    this.fresh = { seen: this.now().getTime(), ...facts, images };
  }

  /** Only of an engine that was met. */
  learnImage(key: string, image: Omit<KnownImage, "seen">): void {
    if (this.fresh) this.fresh.images[key] = { seen: this.now().getTime(), ...image };
  }

  /** Without it the next run asks again, and that is all. */
  async keep(): Promise<void> {
    const { fresh } = this;
    if (!fresh) return;
    const part = `${this.file}.${process.pid}.part`;
    try {
      const others = (await this.read())?.engines ?? {};
      await mkdir(join(this.file, ".."), { recursive: true });
      await writeFile(part, JSON.stringify({ version: 1, engines: { ...others, [this.engine]: fresh } }));
      await rename(part, this.file);
    } catch {
      return;
    }
  }

  private young<Fact extends { readonly seen: number }>(fact: Fact | undefined): Fact | undefined {
    const since = fact === undefined ? Infinity : this.now().getTime() - fact.seen;
    return since >= 0 && since < age ? fact : undefined;
  }

  private async read(): Promise<Memory | undefined> {
    try {
      return shape.parse(JSON.parse(await readFile(this.file, "utf8")));
    } catch {
      return undefined;
    }
  }
}
