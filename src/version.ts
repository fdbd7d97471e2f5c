/** The version of Wheelway; a test holds it to package.json, which the bundle and the Dagger module do not read. */

export const version = "0.1.0";
