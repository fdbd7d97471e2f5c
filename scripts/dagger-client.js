// Stands in the bundle for the engine's SDK: only what talks to an engine. The whole loads what reads modules, with the
// TypeScript compiler, which takes a second at each start.
export { connect } from "../node_modules/@dagger.io/dagger/dist/src/connect.js";
export { CacheSharingMode, ReturnType } from "../node_modules/@dagger.io/dagger/dist/src/api/client.gen.js";
