import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terraformTables } from './terraform-readme.ts';

const input = (name: string, lines: string[]) =>
  `variable "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

test('the tables have a row for each input and output', () => {
  const variables =
    input('region', ['description = "Where."', 'type        = string', 'default     = "eu-x"']) +
    input('host', ['description = "Name."', 'type = string']);
  const tables = terraformTables(variables, 'output "address" {\n  description = "At."\n  value = 1\n}\n');
  assert.ok(tables.includes('| `region` | `"eu-x"` | Where. |'));
  assert.ok(tables.includes('| `host` | **needed** | Name. |'));
  assert.ok(tables.includes('| `address` | At. |'));
});

test('an input that does not say what it is, is refused', () => {
  assert.throws(() => terraformTables(input('host', ['type = string']), ''), /host has no description/);
});
