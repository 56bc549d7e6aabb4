import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import {
  declareFactoryPlugin,
  declareValuePlugin,
  type Injector,
  type PluginContext,
  PluginKind,
} from '@stryker-mutator/api/plugin';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { TapTestRunner } from '@stryker-mutator/tap-runner';
import { dropLeftDatabases } from '../support/template-database.ts';

/**
 * Asks the quickest test file first. A mutant is done with as soon as one file notices it, and most are noticed by the
 * first that passes through them.
 */
class QuickestFirst extends TapTestRunner {
  override async dryRun(options: DryRunOptions): Promise<DryRunResult> {
    const result = await super.dryRun(options);
    if (!('tests' in result) || !result.mutantCoverage) return result;
    const took = new Map(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    // Stryker asks in the order in which it was told of them.
    const perTest = Object.fromEntries(
      Object.entries(result.mutantCoverage.perTest).sort(
        ([a], [b]) => (took.get(a) ?? 0) - (took.get(b) ?? 0),
      ),
    );
    return { ...result, mutantCoverage: { ...result.mutantCoverage, perTest } };
  }

  override async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const result = await super.mutantRun(options);
    // A file that noticed is ended there and then, and its databases are in memory.
    if (process.env.TEST_DATABASE_URL && result.status !== 'survived')
      await dropLeftDatabases(process.env.TEST_DATABASE_URL);
    return result;
  }
}

const quickestFirst = (injector: Injector<PluginContext>) =>
  injector.provideValue('globalNamespace', INSTRUMENTER_CONSTANTS.NAMESPACE).injectClass(QuickestFirst);
quickestFirst.inject = ['$injector'] as ['$injector'];

/** What is looked at of a node of Babel's syntax tree. */
export interface SyntaxNode {
  type: string;
  name?: string;
  key?: SyntaxNode;
  id?: SyntaxNode;
  callee?: SyntaxNode;
  object?: SyntaxNode;
  properties?: SyntaxNode[];
}

/** Names under which a file keeps parts of the schemas of its routes. */
const parts = ['route', 'params', 'response'];

/** Why a node is left as it is: schemas are the API's document, which the fuzzer holds the service to. */
export function ignoredSchema({ type, key, id, callee, properties = [] }: SyntaxNode): string | undefined {
  const isSchema =
    (type === 'ObjectProperty' && key?.name === 'schema') ||
    (type === 'ObjectExpression' && properties.length === 1 && properties[0]?.key?.name === 'schema') ||
    (type === 'VariableDeclarator' && parts.includes(id?.name ?? '')) ||
    (type === 'CallExpression' && callee?.object?.name === 'Type');
  return isSchema ? 'a schema' : undefined;
}

/** How Stryker runs these tests, and what it leaves alone. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'quickest-first', quickestFirst),
  declareValuePlugin(PluginKind.Ignore, 'schemas', {
    shouldIgnore: (path) => ignoredSchema((path as { node: SyntaxNode }).node),
  }),
];
