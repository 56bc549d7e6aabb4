/** The part of a package-lock.json that says what is installed, by its folder. */
export interface Lock {
  packages: Record<string, { dev?: boolean; license?: string }>;
}

/** Licences, by SPDX id, whose code may go out in one image with ours under Apache-2.0. */
const compatible = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Whether an SPDX expression leaves a choice that is compatible; nesting and `WITH` do not occur and are refused. */
function isCompatible(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((option) => option.split(' AND ').every((id) => compatible.has(id)));
}

/** Packages that are needed at run time and may not be shipped with this project, one `folder: licence` each. */
export function unfitLicences({ packages }: Lock): string[] {
  return Object.entries(packages)
    .filter(([folder, { dev, license }]) => folder !== '' && !dev && !isCompatible(license ?? ''))
    .map(([folder, { license }]) => `${folder}: ${license ?? 'none stated'}`);
}
