import type { FileFact } from './file-fact.ts'
import type { Glob } from './globs.ts'
import { isCode, isContent, isGenerated } from './kinds.ts'

/** Lines and files. */
export interface Totals {
  files: number
  additions: number
  deletions: number
}

/**
 * What is known of a change (P1, P2). Complete: each file. Partial: the totals alone, as a code host's event tells them;
 * then what was made by programs is among them, and where the files lie is unknown (null).
 */
export interface Change {
  state: 'complete' | 'partial'
  /** Of all files. */
  totals: Totals
  /** Of files that nobody wrote by hand; they are in the totals and in nothing else. */
  generated: Totals | null
  /** Of documents, pictures and data beside those; counted apart as well. What an older version kept does not say it. */
  content?: Totals | null
  /** How many of all paths source 004 calls sensitive. */
  sensitivePaths?: number | null
  measures: Measures
}

/** Metrics of a change, named as in the literature (Kamei et al.). Nothing about who wrote it. */
export interface Measures {
  /** Lines added (LA) and removed (LD), 0 and more. */
  la: number
  ld: number
  /** Files (NF), their folders (ND), and the first segments of their paths (NS). */
  nf: number
  nd: number | null
  ns: number | null
  /** How evenly the lines lie over the files, 0 to 1: -sum p log2 p / log2 NF; 0 of one file. */
  entropy: number | null
  /** Mends a defect, in code. */
  fix: boolean
}

/** Of a change whose every file is known. `more` says which paths the repository itself calls generated. */
export function changeOf(files: readonly FileFact[], isFix: boolean, more?: Glob): Change {
  const kinds = Map.groupBy(files, (file) =>
    isGenerated(file, more) ? 'generated' : isContent(file) ? 'content' : 'own',
  )
  const own = kinds.get('own') ?? []
  const { additions: la, deletions: ld } = totalsOf(own)
  return {
    state: 'complete',
    totals: totalsOf(files),
    generated: totalsOf(kinds.get('generated') ?? []),
    content: totalsOf(kinds.get('content') ?? []),
    sensitivePaths: files.filter(({ path }) => /auth|password|secret/.test(path)).length,
    measures: {
      la,
      ld,
      nf: own.length,
      nd: new Set(own.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))).size,
      ns: new Set(own.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : ''))).size,
      entropy: entropyOf(own.map(({ additions, deletions }) => additions + deletions)),
      fix: isFix && own.some(({ path }) => isCode(path)),
    },
  }
}

/** Of a change whose totals alone are known. */
export const partialChangeOf = (totals: Totals, isFix: boolean): Change => ({
  state: 'partial',
  totals,
  generated: null,
  content: null,
  sensitivePaths: null,
  measures: {
    la: totals.additions,
    ld: totals.deletions,
    nf: totals.files,
    nd: null,
    ns: null,
    entropy: null,
    fix: isFix,
  },
})

export const totalsOf = (files: readonly FileFact[]): Totals => ({
  files: files.length,
  additions: files.reduce((sum, { additions }) => sum + additions, 0),
  deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
})

function entropyOf(churns: readonly number[]): number {
  const all = churns.reduce((sum, churn) => sum + churn, 0)
  if (all === 0 || churns.length < 2) return 0
  const shares = churns.filter((churn) => churn > 0).map((churn) => churn / all)
  const bits = shares.reduce((sum, share) => sum - share * Math.log2(share), 0)
  return Math.min(1, Math.max(0, bits / Math.log2(churns.length)))
}
