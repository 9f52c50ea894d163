import type { z } from 'zod'
import { type Journey, journeyShape } from './journey.ts'
import { Misread, mostProblems, type Problem } from './problem.ts'
import { unknownNames } from './names.ts'
import { pointerPart, readSource, type Source } from './source.ts'

/**
 * Reads a journey's document: YAML 1.2 or JSON.
 * @throws Misread with the line of every mistake
 */
export function readJourney(text: string): Journey {
  const source = readSource(text)
  const result = journeyShape.safeParse(source.value)
  if (!result.success)
    throw new Misread(result.error.issues.slice(0, mostProblems).flatMap((issue) => told(source, issue)))
  const unknown = unknownNames(result.data)
  if (unknown.length > 0) throw new Misread(unknown.map((each) => placed(source, each.path, each.wants)))
  return result.data
}

function told(source: Source, issue: z.core.$ZodIssue): Problem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => placed(source, [...path, key], `does not take "${key.slice(0, 40)}"`))
  return [placed(source, path, issue.message)]
}

function placed(source: Source, path: readonly PropertyKey[], wants: string): Problem {
  const pointer = path.map((part) => `/${pointerPart(String(part))}`).join('')
  return { ...source.placeOf(pointer), at: pointer || '/', wants }
}
