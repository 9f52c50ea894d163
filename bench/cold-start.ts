/**
 * How long a function takes that nobody called before: a fresh process loads what `deploy/netlify/build.ts` or
 * `deploy/lambda/build.ts` makes, and answers a token read by API key.
 * `node bench/cold-start.ts [--on netlify|lambda] [--rounds 10]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackage } from '../deploy/lambda/build.ts'
import { buildFunctions } from '../deploy/netlify/build.ts'
import { startChild } from './child.ts'
import { median } from './figures.ts'
import type { ColdStart } from './cold.ts'
import { setStage } from './stage.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, on: { type: 'string', default: 'netlify' } },
})
const platforms = {
  netlify: { server: 'server-netlify.ts', build: buildFunctions, file: 'functions/keyhold.mjs' },
  lambda: { server: 'server-lambda.ts', build: buildPackage, file: 'index.mjs' },
}
const platform = values.on === 'lambda' ? platforms.lambda : platforms.netlify
const site = 'https://keyhold.example.org'
// Never called: the planted token is fresh.
const provider = { url: 'http://127.0.0.1:9', clientId: 'bench', clientSecret: 'bench' }

const folder = mkdtempSync(join(tmpdir(), 'keyhold-cold-'))
const stage = await setStage(provider, { warm: 1, cold: 0 })
try {
  await platform.build(folder)
  const starts: ColdStart[] = []
  for (let round = 0; round < Number(values.rounds); round++) starts.push(await coldStart())
  console.log(tableOf(starts))
} finally {
  await stage.close()
  rmSync(folder, { recursive: true, force: true })
}

async function coldStart(): Promise<ColdStart> {
  const child = await startChild<ColdStart>(platform.server, {
    environment: {
      ...stage.environment('none'),
      // As behind a pooler.
      KEYHOLD_PREPARED_STATEMENTS: 'off',
      ENVIRONMENT: 'test',
      URL: site,
      BENCH_FUNCTION: join(folder, platform.file),
      BENCH_URL: `${site}/api/connections/${stage.warmIds[0]}/token`,
      BENCH_KEY: stage.key,
    },
  })
  await child.stop()
  if (child.ready.status !== 200) throw new Error(`the first read was answered ${child.ready.status}`)
  return child.ready
}

function tableOf(starts: readonly ColdStart[]): string {
  const line = (title: string, of: (start: ColdStart) => number) => {
    const all = starts.map(of)
    const figures = [median(all), Math.min(...all), Math.max(...all)].map((each) => each.toFixed(0))
    return `| ${title} | ${figures.join(' | ')} |`
  }
  return [
    `${starts.length} cold starts on ${values.on}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}`,
    '',
    '| ms | median | least | most |',
    '| --- | --- | --- | --- |',
    line('Node itself', ({ begunAt }) => begunAt),
    line('load the function', ({ begunAt, loadedAt }) => loadedAt - begunAt),
    line(
      'settings, database, keys, and the first token',
      ({ loadedAt, answeredAt }) => answeredAt - loadedAt,
    ),
    line('in all', ({ answeredAt }) => answeredAt),
    line('CPU for that', ({ cpuMilliseconds }) => cpuMilliseconds),
    line('the second token', ({ againMilliseconds }) => againMilliseconds),
  ].join('\n')
}
