import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Outcome } from '../strips/outcomes.ts'
import type { Standing } from './api.ts'
import { pageSize, stripsQuery } from './queries.ts'
import { outcomeOf } from './words.ts'

type Row = Pick<Standing, 'id' | 'environment'>
type Histories = ReadonlyMap<string, readonly Outcome[]>

/** What each of these rows did, page by page and environment by environment: a page that is added asks for its own alone. */
export function useHistories(rows: readonly Row[]): (row: Row) => readonly Outcome[] | undefined {
  const questions = useMemo(() => questionsOf(rows), [rows])
  const found = useQueries({
    queries: questions.map(({ ids, environment }) => stripsQuery(ids, environment)),
    combine: (results): Histories =>
      new Map(
        results.flatMap(({ data }, index) =>
          (data?.strips ?? []).map(
            ({ id, strip }) => [keyOf({ id, ...questions[index]! }), strip.map(outcomeOf)] as const,
          ),
        ),
      ),
  })
  return (row) => found.get(keyOf(row))
}

const keyOf = ({ id, environment }: Row): string => `${id} ${environment}`

const questionsOf = (rows: readonly Row[]): { ids: string[]; environment: string }[] =>
  Array.from({ length: Math.ceil(rows.length / pageSize) }, (_, page) =>
    rows.slice(page * pageSize, (page + 1) * pageSize),
  ).flatMap((page) =>
    [...Map.groupBy(page, ({ environment }) => environment)].map(([environment, members]) => ({
      environment,
      ids: members.map(({ id }) => id),
    })),
  )
