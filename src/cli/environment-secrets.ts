/** Secrets of tasks come from the environment by name; a value that was handed out is masked from then on. */

import type { SecretSource } from "../backends/backend.ts";
import { WheelwayError } from "../errors.ts";
import type { Redactor } from "../redact.ts";
import type { Door } from "./door.ts";

export function environmentSecrets(env: Door["env"], redactor: Redactor): SecretSource {
  return (name) => {
    const value = env[name];
    if (value === undefined || value === "") {
      const next = `Set it in the environment of wheelway: export ${name}=…`;
      return Promise.reject(
        new WheelwayError("usage-invalid", { message: `the secret ${name} is not set`, next }),
      );
    }
    redactor.add(value);
    return Promise.resolve(value);
  };
}
