import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

/** Tags of the images that the Dockerfile is built from. */
export interface BaseImages {
  build: string;
  run: string;
}

const PATHS = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const names = { build: 'tallyscope-test/build', run: 'tallyscope-test/run' };

/** What the run image holds besides its files, as the image it stands for does. */
const RUN_PACKAGES = [
  'base-files',
  'ca-certificates',
  'libc6',
  'libgcc-s1',
  'libssl3',
  'libstdc++6',
  'netbase',
  'tzdata',
];

const available = (image: string) =>
  spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' }).status === 0;
/** Whether a registry gives the image. */
export const pulled = (image: string) =>
  spawnSync('docker', ['pull', '-q', image], { stdio: 'ignore', timeout: 120_000 }).status === 0;

function importRoot(root: string, image: string, environment: string): void {
  const script = 'tar -C "$1" -c . | docker import --change "ENV $3" - "$2"';
  run('sh', ['-c', script, 'sh', root, image, environment]);
}

/** Debian's smallest system with this machine's certificates, this project's Node and the npm that installed it. */
function makeBuildImage(root: string): void {
  run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', root]);
  const bundle = process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt';
  cpSync(bundle, join(root, 'etc/ssl/certs/ca-certificates.crt'), { dereference: true });
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  cpSync(process.execPath, join(root, 'usr/local/bin/node'), { dereference: true });
  const npm = dirname(dirname(realpathSync(run('which', ['npm']))));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
  run('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm')]);
  importRoot(root, names.build, `${PATHS} NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt`);
}

/** The packages of a "cc" distroless image, laid out without a package manager or a shell. */
function makeRunImage(root: string, downloads: string): void {
  run('apt-get', ['download', '-qq', ...RUN_PACKAGES], { cwd: downloads });
  for (const file of readdirSync(downloads)) run('dpkg-deb', ['-x', join(downloads, file), root]);
  for (const name of ['tmp', 'etc', 'home/nonroot']) mkdirSync(join(root, name), { recursive: true });
  run('chmod', ['1777', join(root, 'tmp')]);
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  importRoot(root, names.run, PATHS);
}

/**
 * The Dockerfile's own base images where a registry gives them; else stand-ins of the same content, made from Debian's
 * packages and kept by the engine.
 */
export function baseImages(wanted: BaseImages): BaseImages {
  if (pulled(wanted.build) && pulled(wanted.run)) return wanted;
  const scratch = mkdtempSync(join(tmpdir(), 'tallyscope-base-'));
  try {
    if (!available(names.build)) {
      if (!existsSync('/usr/sbin/debootstrap')) run('apt-get', ['install', '-y', '-qq', 'debootstrap']);
      makeBuildImage(join(scratch, 'build'));
    }
    const downloads = join(scratch, 'downloads');
    mkdirSync(downloads, { mode: 0o777 });
    if (!available(names.run)) makeRunImage(join(scratch, 'run'), downloads);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return names;
}
