import type { RequestListener } from 'node:http'
import type { TestContext } from 'node:test'
import { clientFor, httpServer } from '../../../../kit/http-server.fixture.ts'
import { strongBytes, waitFor } from '../../../../kit/world.ts'
import { readJourney } from '../document/read.ts'
import { planOf } from '../scenarios/plan-of.ts'
import type { KeptMail, Remembered, Surroundings } from './plan.ts'
import { CouldNotRun, type RunResult } from './result.ts'
import { runJourney } from './run.ts'

export interface Stage extends Surroundings {
  announced: string[]
  erased: number
  remembered: Remembered[]
  letters: KeptMail[]
  faults: unknown[]
}

/** A target on loopback, which stands for our own address, and what a run of journeys needs. */
export async function aStage(
  t: TestContext,
  listener: RequestListener,
  { secrets = {} as Record<string, string> } = {},
): Promise<{ own: string; stage: Stage; run(text: string): Promise<RunResult> }> {
  const own = await httpServer(t, listener)
  const http = clientFor('', { toBeNamed: [own] })
  const stage: Stage = {
    world: { http, now: () => new Date(), wait: waitFor, random: strongBytes },
    runId: '01900000-0000-7000-8000-000000000001',
    ownOrigins: [own],
    announced: [],
    erased: 0,
    remembered: [],
    letters: [],
    faults: [],
    async secret(name) {
      const secret = secrets[name]
      if (secret === undefined) throw new CouldNotRun('SECRET_MISSING', `there is no secret ${name}`)
      return secret
    },
    people: {
      announce: async (address) => void stage.announced.push(address),
      async end() {
        stage.erased += 1
        return []
      },
    },
    mails: async () => stage.letters,
    remember: async (what) => void stage.remembered.push(what),
    beginning: async () => undefined,
    fault: (error) => void stage.faults.push(error),
    check: () => undefined,
  }
  return { own, stage, run: (text) => runJourney(stage, planOf(readJourney(text), own)) }
}

/** Answers JSON. */
export const answering =
  (
    answers: Record<
      string,
      (body: string, headers: Record<string, unknown>) => object | [number, object, object?]
    >,
  ): RequestListener =>
  (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const answer = answers[`${request.method} ${request.url}`]?.(body, request.headers) ?? [
        404,
        { error: 'not here' },
      ]
      const [status, value, headers = {}] = Array.isArray(answer) ? answer : [200, answer]
      response.writeHead(status as number, { 'content-type': 'application/json', ...(headers as object) })
      response.end(JSON.stringify(value))
    })
  }
