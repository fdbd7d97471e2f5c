/** Whether a run uses the result store, as the environment says: the default of the command line, and all that a release is told. */

export type StoreUse = "use" | "refresh" | "off";

/** From WHEELWAY_NO_CACHE and WHEELWAY_REFRESH; empty, 0 and false are no. */
export function storeUse(env: Readonly<Record<string, string | undefined>>): StoreUse {
  const isSet = (name: string) => !["", "0", "false"].includes(env[name]?.toLowerCase() ?? "");
  if (isSet("WHEELWAY_NO_CACHE")) return "off";
  return isSet("WHEELWAY_REFRESH") ? "refresh" : "use";
}
