// Plain JavaScript: it runs on the Node a machine has, before `npm ci` has brought the one the project uses.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOLS_DIR = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const OLDEST_GO = '1.24';
export const BUILD_FLAGS = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags=-s -w'];

/**
 * Every tool: the folder of its Go module, the commands built from it, and what it is for: the local `stack`, the stack of
 * STACK=`full`, or `delivery`, which is built where it is asked for by name.
 */
export const TOOLS = [
  {
    name: 'prometheus',
    commands: [
      'github.com/prometheus/prometheus/cmd/prometheus',
      'github.com/prometheus/prometheus/cmd/promtool',
    ],
    // Service discovery for two dozen clouds is most of the build; targets come from files here.
    flags: ['-tags=remove_all_sd,netgo'],
    use: 'stack',
  },
  { name: 'collector', commands: ['tallyscope.dev/tools/collector'], flags: [], use: 'stack' },
  { name: 'versitygw', commands: ['github.com/versity/versitygw/cmd/versitygw'], flags: [], use: 'stack' },
  {
    name: 'alertmanager',
    commands: [
      'github.com/prometheus/alertmanager/cmd/alertmanager',
      'github.com/prometheus/alertmanager/cmd/amtool',
    ],
    flags: [],
    use: 'stack',
  },
  { name: 'loki', commands: ['github.com/grafana/loki/v3/cmd/loki'], flags: [], use: 'full' },
  { name: 'helm', commands: ['helm.sh/helm/v4/cmd/helm'], flags: [], use: 'delivery' },
  {
    name: 'helm-unittest',
    commands: ['github.com/helm-unittest/helm-unittest/cmd/helm-unittest'],
    flags: [],
    use: 'delivery',
  },
  {
    name: 'kube-apiserver',
    commands: ['k8s.io/kubernetes/cmd/kube-apiserver'],
    // Charts ask for the server's version, which only its makefile would set.
    flags: ['-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3'],
    use: 'delivery',
  },
  {
    name: 'controller-gen',
    commands: ['sigs.k8s.io/controller-tools/cmd/controller-gen'],
    flags: [],
    use: 'delivery',
  },
  {
    name: 'compose',
    commands: ['github.com/docker/compose/v2/cmd'],
    binary: 'docker-compose',
    flags: [],
    use: 'delivery',
  },
  {
    name: 'actionlint',
    commands: ['github.com/rhysd/actionlint/cmd/actionlint'],
    flags: [],
    use: 'delivery',
  },
  { name: 'opentofu', commands: ['github.com/opentofu/opentofu/cmd/tofu'], flags: [], use: 'delivery' },
  {
    name: 'tflint',
    commands: ['github.com/terraform-linters/tflint'],
    flags: [],
    use: 'delivery',
  },
];

/** The folder of a tool's Go module. */
export function moduleDir(tool) {
  return join(TOOLS_DIR, tool.name);
}

/** Names of the binaries that a tool's build leaves behind: its own, or as `go build` names them. */
export function binaries(tool) {
  if (tool.binary) return [tool.binary];
  return tool.commands.map((command) => command.slice(command.lastIndexOf('/') + 1));
}

/** Where built tools are kept between checkouts: under XDG_CACHE_HOME, or ~/.cache. */
export function cacheRoot(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'tallyscope', 'tools');
}

/** A hash of all that decides what a tool's binaries are: module files, sources, flags, Go and platform. */
export function cacheKey(tool, goVersion, dir = moduleDir(tool)) {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([goVersion, process.platform, process.arch, BUILD_FLAGS, tool.flags, tool.commands]),
  );
  for (const file of readdirSync(dir).sort()) {
    if (/\.(mod|sum|go)$/.test(file)) hash.update(`\0${file}\0`).update(readFileSync(join(dir, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The folder that holds a tool's binaries once they are built. */
export function builtDir(tool, goVersion) {
  return join(cacheRoot(), `${tool.name}-${cacheKey(tool, goVersion)}`);
}

/** The version of the Go on PATH, such as "1.26.8". Throws one line saying what to install when there is none or it is too old. */
export function goVersion(env = process.env) {
  let version;
  try {
    // Asked outside any module, so that it is the installed Go and not one a module selects.
    version = execFileSync('go', ['env', 'GOVERSION'], { cwd: '/', env, encoding: 'utf8' })
      .trim()
      .replace(/^go/, '');
  } catch {
    throw new Error(
      `Go is not on PATH. The local stack is built with Go ${OLDEST_GO} or newer: install it from https://go.dev/dl/ and add its bin folder to PATH.`,
    );
  }
  if (older(version, OLDEST_GO)) {
    throw new Error(
      `Go ${version || 'before 1.16'} is too old: the local stack needs Go ${OLDEST_GO} or newer, from https://go.dev/dl/.`,
    );
  }
  return version;
}

function older(version, than) {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [wantMajor = 0, wantMinor = 0] = than.split('.').map(Number);
  return major < wantMajor || (major === wantMajor && minor < wantMinor);
}

/** One line that says why a build failed and what to do about it, from what `go` wrote. */
export function explain(tool, stderr, logFile) {
  const lines = stderr.split('\n').filter((line) => line && !line.startsWith('go: downloading'));
  const find = (pattern) => lines.find((line) => pattern.test(line))?.trim();
  const needed = /requires go >= ([\d.]+)/.exec(stderr)?.[1];
  if (needed)
    return `Building ${tool.name} needs Go ${needed}, and GOTOOLCHAIN forbids fetching it: install Go ${needed} from https://go.dev/dl/ or unset GOTOOLCHAIN.`;
  if (/no space left on device/.test(stderr))
    return `No disk space left while building ${tool.name}: free some under ${cacheRoot()}, GOCACHE or GOMODCACHE and start again.`;
  const refused = find(
    /\b(40[134]|410|5\d\d) [A-Z]|dial tcp|proxyconnect|i\/o timeout|no such host|connection refused|TLS handshake/,
  );
  if (refused)
    return `The Go module proxy did not give what ${tool.name} needs (${refused}): check the network and GOPROXY, then start again.`;
  return `Building ${tool.name} failed (${lines.at(-1)?.trim() ?? 'no output'}); all of it is in ${logFile}.`;
}
