/** The address where it is a path on this site, to go on to after a form; undefined where it leads elsewhere. */
export const localPath = (address: string | undefined): string | undefined =>
  address && /^\/(?![/\\])[\x20-\x7e]*$/.test(address) ? address : undefined;
