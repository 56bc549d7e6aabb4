/** What is there to be hit, which chance would never find. */
export interface KnownValues {
  slugs: string[];
  choices: number[];
  exports: string[];
  credentials: string[];
}

interface Schema {
  [keyword: string]: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
/** The parts of an OpenAPI document that are aimed. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

const either = (known: unknown[], schema: Schema): Schema => ({ anyOf: [{ enum: known }, schema] });

/** The document, where parameters and fields may also be values that exist. What fits is the same as before. */
export function aim(document: OpenApi, known: KnownValues): OpenApi {
  const aimed = structuredClone(document);
  for (const [path, operations] of Object.entries(aimed.paths)) {
    for (const { parameters = [], requestBody } of Object.values(operations)) {
      for (const parameter of parameters.filter((one) => one.in === 'path')) {
        if (parameter.name === 'slug') parameter.schema = either(known.slugs, parameter.schema);
        if (parameter.name === 'id' && path.includes('/exports/'))
          parameter.schema = either(known.exports, parameter.schema);
      }
      const properties = requestBody?.content['application/json']?.schema.properties;
      if (!path.endsWith('/votes') || !properties?.choices?.items || !properties.credential) continue;
      properties.choices.items = either(known.choices, properties.choices.items);
      properties.credential = either(known.credentials, properties.credential);
    }
  }
  return aimed;
}
