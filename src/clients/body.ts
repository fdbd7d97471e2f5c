/** Reads the body of an answer: never more than was agreed, and never waiting for ever between two pieces. */

/** Milliseconds without a byte after which a body counts as cut. */
const stallMs = 60_000;

export interface BodyLimits {
  /** Bytes; the first beyond it ends the reading with an error. */
  readonly most: number;
  readonly stallMs?: number;
}

/** The pieces of the body. Rejects with a sentence for people where it is too long, stalls, or is cut. */
export async function* bodyPieces(response: Response, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return;
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await withinTime(reader.read(), limits.stallMs ?? stallMs);
      if (done) return;
      bytes += value.length;
      if (bytes > limits.most) throw new Error(`is longer than ${limits.most} bytes`);
      yield value;
    }
  } finally {
    // Also where the caller has enough: the connection is given up.
    await reader.cancel().catch(() => undefined);
  }
}

async function withinTime<T>(reading: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`stopped for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** The whole body as UTF-8 text. Rejects as `bodyPieces` does. */
export async function bodyText(response: Response, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bodyPieces(response, { most })) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
