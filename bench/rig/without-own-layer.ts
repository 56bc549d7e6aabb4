import { registerHooks } from 'node:module';

// Stock instrumentation is measured in the place of our layer, not on top of it.
const empty = new URL('./empty-layer.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.endsWith('telemetry/http.ts')
      ? { url: empty, shortCircuit: true }
      : nextResolve(specifier, context),
});
