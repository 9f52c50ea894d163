import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { poolerSkip as skip, startPooledCluster } from '../support/pooler.ts'

test(
  'every rule of connections and sessions holds on PostgreSQL 15 behind a pooler in transaction mode',
  { skip, timeout: 240_000 },
  async (t) => {
    const { version, stop, ...cluster } = await startPooledCluster()
    t.after(stop)

    const suite = spawn(
      process.execPath,
      [
        '--test',
        '--test-isolation=none',
        'src/parts/connections/connect/*.test.ts',
        'src/parts/connections/tokens/fresh-token.test.ts',
        'src/parts/accounts/{operator,sessions,sign-in}/*.test.ts',
      ],
      {
        env: {
          ...process.env,
          KEYHOLD_TEST_CLUSTER: JSON.stringify(cluster),
          KEYHOLD_TEST_POOLER: 'on',
          NODE_TEST_CONTEXT: '',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let said = ''
    suite.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = (await once(suite, 'exit')) as [number | null]

    assert.equal(
      code,
      0,
      said
        .split('\n')
        .filter((line) => line.includes('✖'))
        .join('\n'),
    )
    assert.match(version, /^15\./)
  },
)
