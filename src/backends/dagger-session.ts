/** The connection to an engine: opened on first use, checked, and closed. */

import { connect, type Client } from "@dagger.io/dagger";
import { satisfies } from "semver";
import { dagger } from "../services.ts";
import { connectError, engineError, versionError } from "./dagger-errors.ts";
import { engineVariables, type EngineFound } from "./dagger-engine.ts";
import type { EngineLog } from "./dagger-log.ts";

export interface Session {
  /** Throws `engine-missing` or `engine-version`. */
  client(): Promise<Client>;
  /** Ends everything that runs in it; the next `client()` opens a new one, in which no earlier tree is known. */
  close(): Promise<void>;
}

/** Throws `engine-version` unless it is the SDK's release, or a later patch of it. */
export async function checkVersion(client: Client, how: string): Promise<string> {
  const version = (await client.version()).replace(/^v/, "");
  if (!satisfies(version, `~${dagger.version}`, { includePrerelease: true }))
    throw versionError(version, how);
  return version;
}

/** What the door of the module is given: it is there, and not ours to close. */
export function givenSession(client: Client): Session {
  return { client: () => Promise.resolve(client), close: () => Promise.resolve() };
}

/** Through the `dagger` program, which the SDK starts. */
export class ProgramSession implements Session {
  private readonly engine: EngineFound;
  private readonly log: EngineLog;
  private opened: Promise<Client> | undefined;
  private end: (() => void) | undefined;
  private ended: Promise<void> | undefined;

  constructor(engine: EngineFound, log: EngineLog) {
    this.engine = engine;
    this.log = log;
  }

  client(): Promise<Client> {
    return (this.opened ??= this.open());
  }

  async close(): Promise<void> {
    const { end, ended } = this;
    this.opened = this.end = this.ended = undefined;
    end?.();
    // What it says while it ends is of no interest any more.
    await ended?.catch(() => undefined);
  }

  private async open(): Promise<Client> {
    // The SDK and the program that it starts take these from the process's environment, and from nowhere else. Without
    // the first, the SDK would download the program.
    // eslint-disable-next-line no-restricted-syntax -- see above
    const environment = process.env;
    for (const name of engineVariables) {
      const value = this.engine.settings[name];
      if (value === undefined) Reflect.deleteProperty(environment, name);
      else environment[name] = value;
    }
    // What it tells of each operation beside what that prints would cost as much CPU as all else that it does.
    const quiet = { DAGGER_NO_NAG: "1", DAGGER_NO_UPDATE_CHECK: "1", DAGGER_PROGRESS: "logs" };
    Object.assign(environment, quiet);
    const finished = new Promise<void>((resolve) => (this.end = resolve));
    const client = await new Promise<Client>((resolve, reject) => {
      this.ended = connect(
        (client) => {
          resolve(client);
          return finished;
        },
        { LogOutput: this.log.open() },
      );
      this.ended.catch((error: unknown) => reject(connectError(error, this.engine.how)));
    });
    try {
      await checkVersion(client, this.engine.how);
      return client;
    } catch (error) {
      await this.close();
      throw engineError(error, "connecting");
    }
  }
}
