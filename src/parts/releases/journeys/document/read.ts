import { type Journey, journeyShape } from './journey.ts'
import { unknownNames } from './names.ts'
import { Misread, mostProblems, type Objection, type Problem } from './problem.ts'
import { pointerPart, readSource, type Source } from './source.ts'
import { objectionsOf, wordsOf } from './words.ts'

/**
 * Reads a journey's document: YAML 1.2 or JSON.
 * @param judge objections beyond the form, for whoever keeps or checks one; what was kept is read without
 * @throws Misread with the line of every mistake
 */
export function readJourney(
  text: string,
  judge: (journey: Journey) => readonly Objection[] = () => [],
): Journey {
  const source = readSource(text)
  const result = journeyShape.safeParse(source.value, { error: wordsOf })
  const objections = [
    ...(result.success
      ? judge(result.data)
      : result.error.issues.slice(0, mostProblems).flatMap(objectionsOf)),
    ...unknownNames(source.value),
  ]
  if (!result.success || objections.length > 0)
    throw new Misread(objections.map((objection) => placed(source, objection)))
  return result.data
}

function placed(source: Source, { path, wants }: Objection): Problem {
  const pointer = path.map((part) => `/${pointerPart(String(part))}`).join('')
  return { ...source.placeOf(pointer), at: pointer || '/', wants }
}
