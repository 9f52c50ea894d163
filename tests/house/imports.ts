import { posix } from 'node:path'
import { type Source, spot } from './sources.ts'

export interface Import {
  from: Source
  /** Where it stands, `path:line`. */
  at: string
  /** As written. */
  specifier: string
  /** Path from the repository's root; `null` for a package or a module of Node's. */
  target: string | null
}

const forms = [
  /(?:^|[;\s])(?:import|export)\s[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
  /(?:^|[;\s])import\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g,
  // A worker or a child started by its address is imported all the same.
  /\bnew\s+URL\s*\(\s*(['"])([^'"\n]+\.tsx?)\1/g,
]

/** Every import of a file, types included: a type that points upwards is a step upwards. */
export function importsOf(source: Source): Import[] {
  const found = forms.flatMap((form) => [...source.spoken.matchAll(form)])
  return found.map((match) => {
    const specifier = match[2]!
    return {
      from: source,
      at: spot(source, match.index + match[0].lastIndexOf(specifier)),
      specifier,
      target: specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : null,
    }
  })
}

/** Imports whose target is worked out at run time: no reader can follow them. */
export const blindImportsOf = (source: Source): string[] =>
  [...source.bare.matchAll(/(?<![.\w$])(?:import|require)\s*\(\s*(?=\S)/g)]
    .filter(
      (match) =>
        !/^(['"])[^'"\n]+\1\s*\)/.test(
          source.spoken.slice(match.index + match[0].trimEnd().length).trimStart(),
        ),
    )
    .map((match) => spot(source, match.index))
