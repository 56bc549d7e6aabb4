import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * The headers that let a page load only what is ours, by name. They are the same for every answer, so helmet is asked
 * once: at each request it writes the policy anew, a tenth of what a vote costs.
 * Other sites may show an answer in a frame only where they are named: such an answer takes no forms.
 */
export function securityHeaders({
  https,
  frameAncestors,
}: {
  https: boolean;
  frameAncestors?: readonly string[];
}): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    ...(frameAncestors && { xFrameOptions: false, crossOriginResourcePolicy: { policy: 'cross-origin' } }),
    strictTransportSecurity: https && { maxAge: 31_536_000 },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: [frameAncestors ? "'none'" : "'self'"],
        frameAncestors: frameAncestors ? [...frameAncestors] : ["'none'"],
        objectSrc: ["'none'"],
      },
    },
  });
  setHeaders(request, response, (error) => {
    if (error) throw error;
  });
  return { ...response.getHeaders() };
}
