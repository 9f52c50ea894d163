import { z } from 'zod'
import { faults as kitFaults } from '../kit/fault.ts'
import type { Part } from '../kit/part.ts'
import { pageStyle } from '../kit/page.ts'
import { answer, anyone, document, noAudit, type Route, route, showPage, shows } from '../kit/route.ts'
import { docsPage } from './docs-page.ts'
import { openApi } from './openapi.ts'

const checkMilliseconds = 1_000

/** Addresses of the house itself. */
export function ownRoutes(
  parts: readonly Part[],
  all: () => readonly Route[],
  isDraining: () => boolean,
): Route[] {
  const openly = { who: anyone, audit: noAudit('shows nothing of any account') } as const
  return [
    route({
      ...openly,
      method: 'GET',
      path: '/livez',
      limits: 'none',
      summary: 'Whether the process runs; asks nothing of the database.',
      output: { kind: 'schema', schema: z.object({ status: z.literal('ok') }) },
      handle: async () => ({ status: 'ok' }),
    }),
    route({
      ...openly,
      method: 'GET',
      path: '/readyz',
      limits: 'none',
      summary: 'Whether requests can be served: every check by name, 503 when one fails or while draining.',
      output: {
        kind: 'schema',
        schema: z.object({
          status: z.enum(['ready', 'not_ready', 'draining']),
          checks: z.record(z.string(), z.enum(['ok', 'failed'])),
        }),
      },
      async handle({ world }) {
        if (isDraining()) return answer({ status: 'draining', checks: {} }, { status: 503 })
        const checks: Record<string, 'ok' | 'failed'> = {}
        await Promise.all(
          parts
            .flatMap((part) => part.checks ?? [])
            .map(async (check) => {
              const waiting = new AbortController()
              const tooLong = world
                .wait(checkMilliseconds, waiting.signal)
                .then(() => Promise.reject(new Error('too slow')))
              tooLong.catch(() => undefined)
              checks[check.name] = await Promise.race([check.run(world), tooLong]).then(
                () => 'ok' as const,
                () => 'failed' as const,
              )
              waiting.abort()
            }),
        )
        const isReady = Object.values(checks).every((state) => state === 'ok')
        return answer({ status: isReady ? 'ready' : 'not_ready', checks }, { status: isReady ? 200 : 503 })
      },
    }),
    route({
      ...openly,
      method: 'GET',
      path: '/openapi.json',
      summary: 'This document (OpenAPI 3.1), made from the routes.',
      output: document('application/json'),
      handle: async () => JSON.stringify(openApi(all())),
    }),
    route({
      ...openly,
      method: 'GET',
      path: '/docs',
      summary: 'All addresses and all faults, readable.',
      output: shows,
      handle: async () =>
        showPage(docsPage(all(), [kitFaults.book, ...parts.flatMap((part) => part.faults ?? [])])),
    }),
    route({
      ...openly,
      method: 'GET',
      path: '/page.css',
      summary: 'The style of our plain pages.',
      output: document('text/css; charset=utf-8'),
      handle: async () => pageStyle,
    }),
  ]
}
