import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Why no certificate can be made here, where none can: images that only run the service have no openssl. */
export const noCertificates =
  spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';

const openssl = (directory: string, ...args: string[]) =>
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
const newKey = (name: string) => [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-keyout',
  `${name}.key`,
];

/** Makes an authority of that name, `<name>.crt` with its key; gives the certificate's path. */
export function makeAuthority(directory: string, name: string): string {
  const subject = ['-subj', `/CN=${name}`, '-days', '2', '-out', `${name}.crt`];
  openssl(directory, 'req', '-x509', ...newKey(name), ...subject);
  return join(directory, `${name}.crt`);
}

/** Has an authority sign a server's certificate for a host name; gives the paths of both its files. */
export function makeServerCertificate(directory: string, authority: string, host: string) {
  const name = `${authority}-${host}`;
  openssl(
    directory,
    ...['req', '-x509', '-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, ...newKey(name)],
    ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE', '-days', '2', '-out', `${name}.crt`],
  );
  return { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
}
