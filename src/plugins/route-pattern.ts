const PARAMETER = /:[^/]+/g;

/** Matches the paths that a route such as `/questions/:slug` takes. */
export const routePattern = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(PARAMETER, '[^/]+')}$`);
