export interface Tool {
  readonly name: string;
  readonly commands: readonly string[];
  readonly flags: readonly string[];
  readonly use: 'stack' | 'full' | 'delivery';
  readonly binary?: string;
}
type Environment = Record<string, string | undefined>;

export const TOOLS: readonly Tool[];
export function moduleDir(tool: Tool): string;
export function binaries(tool: Tool): string[];
export function cacheRoot(env?: Environment): string;
export function cacheKey(tool: Tool, goVersion: string, dir?: string): string;
export function builtDir(tool: Tool, goVersion: string): string;
export function goVersion(env?: Environment): string;
export function explain(tool: Tool, stderr: string, logFile: string): string;
