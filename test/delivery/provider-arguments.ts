import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../../tools/build/plan.mjs';
import { pythonTool } from '../../tools/python-tool.ts';
import { run } from '../containers/run.ts';

/** The AWS provider's schema as npm has it: types made from it, of the provider 6.25.0. */
const PACKAGE = '@cdktf/provider-aws';
const VERSION = '21.22.1';
const META = ['for_each', 'count', 'lifecycle', 'depends_on', 'provider', 'provisioner'];

interface Argument {
  type: string;
  required: boolean;
}
type Block = Record<string, unknown>;
type Interfaces = Map<string, Map<string, Argument>>;

/** The name under which a resource's own arguments are kept, whatever its types call them. */
const TOP = 'TerraformMetaArguments';

/** Fetches and unpacks the types into the cache of tools where they are missing; gives their folder. */
function types(): string {
  const target = join(cacheRoot(), `cdktf-provider-aws-${VERSION}`);
  if (existsSync(target)) return join(target, 'package/lib');
  const scratch = `${target}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  run('npm', ['pack', '--loglevel=error', `${PACKAGE}@${VERSION}`], { cwd: scratch });
  run('tar', ['-xzf', `cdktf-provider-aws-${VERSION}.tgz`, '--wildcards', 'package/lib/*/index*.d.ts'], {
    cwd: scratch,
  });
  for (const file of globSync('*.tgz', { cwd: scratch })) rmSync(join(scratch, file));
  renameSync(scratch, target);
  return join(target, 'package/lib');
}

/** Every interface of a resource's types, with its arguments under the names that Terraform gives them. */
function interfacesOf(folder: string): Interfaces {
  const text = globSync('index*.d.ts', { cwd: folder })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  return new Map(
    [...text.matchAll(/^export interface (\w+)([^{]*)\{\n([\s\S]*?)^\}/gm)].map(
      ([, name = '', of = '', body = '']) => [
        of.includes(TOP) ? TOP : name,
        new Map(
          [...body.matchAll(/#(\w+) [\w#]+\}(?:(?!\*\/)[\s\S])*?\*\/\s+readonly \w+(\?)?: ([^;]+)/g)].map(
            ([, argument = '', optional, type = '']): [string, Argument] => [
              argument,
              { type: type.trim(), required: optional === undefined },
            ],
          ),
        ),
      ],
    ),
  );
}

const blocks = (value: unknown): Block[] =>
  [value]
    .flat(2)
    .filter((item): item is Block => item !== null && typeof item === 'object' && !Array.isArray(item));

function check(block: Block, name: string, all: Interfaces, where: string): string[] {
  const known = all.get(name);
  if (!known) return [`${where}: the provider has no ${name}`];
  const dynamic = blocks(block.dynamic).flatMap((item) => Object.entries(item));
  const inside = new Map<string, unknown>([
    ...Object.entries(block).filter(
      ([argument]) => !/^(?:dynamic|__.*)$/.test(argument) && (name !== TOP || !META.includes(argument)),
    ),
    ...dynamic.map(([argument, body]): [string, unknown] => [argument, blocks(body)[0]?.content]),
  ]);
  const missing = [...known].flatMap(([argument, { required }]) =>
    required && !inside.has(argument) ? [`${where}: ${argument} is missing`] : [],
  );
  const wrong = [...inside].flatMap(([argument, value]) => {
    const expected = known.get(argument);
    if (!expected) return [`${where}: there is no ${argument}`];
    const inner = /^(\w+)(?:\[\]| \||$)/.exec(expected.type)?.[1] ?? '';
    if (!all.has(inner)) return [];
    return blocks(value).flatMap((body) => check(body, inner, all, `${where}.${argument}`));
  });
  return [...missing, ...wrong];
}

/**
 * What the AWS provider would refuse of a folder's resources and data sources: unknown arguments at any depth, and
 * missing ones. Also how many it looked at.
 */
export function wrongArguments(folder: string): { wrong: string[]; looked: number } {
  const script = 'import hcl2, json, sys; print(json.dumps([hcl2.load(open(f)) for f in sys.argv[1:]]))';
  const files = globSync('*.tf', { cwd: folder }).map((file) => join(folder, file));
  const parsed = JSON.parse(run(pythonTool('python'), ['-c', script, ...files])) as Block[];
  const wanted = parsed.flatMap((file) =>
    (['resource', 'data'] as const).flatMap((kind) =>
      blocks(file[kind]).flatMap((item) =>
        Object.entries(item).flatMap(([type, named]) =>
          blocks(named).flatMap((body) =>
            Object.entries(body).map(([name, block]) => ({ kind, type, name, block: block as Block })),
          ),
        ),
      ),
    ),
  );
  const ours = wanted.filter(({ type }) => type.startsWith('aws_'));
  const wrong = ours.flatMap(({ kind, type, name, block }) => {
    const prefix = kind === 'data' ? 'data-aws-' : '';
    const folderName = prefix + type.slice('aws_'.length).replaceAll('_', '-');
    const path = join(types(), folderName);
    if (!existsSync(path)) return [`${kind} ${type}: the provider has none`];
    return check(block, TOP, interfacesOf(path), `${type}.${name}`);
  });
  return { wrong, looked: ours.length };
}
