import type { SchemaFile } from './side.ts'

/**
 * What tables of a schema may be called: its models, and what they are mapped to. Rather too many than too few, as of what is
 * commented out, too: the schema need not be valid.
 */
export const tablesOf = ({ content }: SchemaFile): string[] => [
  ...captures(/\bmodel\s+([^\s{]+)\s*\{/gu, content),
  ...captures(/@@\s*map\s*\(\s*(?:name\s*:\s*)?"((?:[^"\\]|\\.)*)"/gu, content).map(unescaped),
]

const captures = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, captured]) => captured!)

const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/giu, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
