// in a process of its own: it runs bash
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openRunner, needsPrograms } from './runner.fixture.ts'

const runner = openRunner()
after(() => runner.close())
const body = join(runner.temporary, 'body')

const signed = async (secret: string, content: Buffer): Promise<string> => {
  writeFileSync(body, content)
  const { stdout } = await runner.shell(`source "$ACTION/keyhold.sh"; hmac_of "$SECRET" "$BODY"`, {
    ACTION: import.meta.dirname,
    SECRET: secret,
    BODY: body,
  })
  return stdout.trim()
}

/** Bytes of any value, the same at every run. */
const bytesOf = (length: number): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, at) => createHash('sha256').update(`${at}`).digest()),
  ).subarray(0, length)

describe('the signature that the action makes', needsPrograms, () => {
  for (const length of [1, 32, 63, 64, 65, 131])
    test(`is that of Node for a secret of ${length} bytes and a body of any`, async () => {
      const secret = bytesOf(length).toString('hex').slice(0, length)
      const content = Buffer.concat([bytesOf(300), Buffer.from([0, 10, 13, 37, 92, 0])])

      const made = await signed(secret, content)

      assert.equal(made, createHmac('sha256', secret).update(content).digest('hex'))
    })

  test('is that of Node for a secret of signs that a shell or printf has a use for', async () => {
    const secret = String.raw`%s\n$(id)"'é` + '`'

    const made = await signed(secret, Buffer.from('{}'))

    assert.equal(made, createHmac('sha256', secret).update('{}').digest('hex'))
  })
})

describe('what the action prints', needsPrograms, () => {
  const said = async (call: string): Promise<string> => {
    const environment = { ACTION: import.meta.dirname, TEXT: 'a%\n::set-output name=x::y\r##[error]z, b: c' }
    return (await runner.shell(`source "$ACTION/keyhold.sh"; ${call}`, environment)).stdout
  }

  test('P10: is one command of the runner, whatever it says and about whatever file', async () => {
    const line = await said('annotate error "$TEXT" "$TEXT" 7')

    assert.equal(
      line,
      '::error title=Keyhold,file=a%25%0A%3A%3Aset-output name=x%3A%3Ay%0D##[error]z%2C b%3A c,line=7' +
        '::a%25%0A::set-output name=x::y%0D##[error]z, b: c\n',
    )
  })

  test('P10: puts out no value that would be another one, too', async () => {
    const written = await said(`
      export GITHUB_OUTPUT="$RUNNER_TEMP/out"; rm -f "$GITHUB_OUTPUT"
      put_output level high; put_output comment "$TEXT"; cat "$GITHUB_OUTPUT"`)

    assert.equal(written, 'level=high\ncomment=\n')
  })
})
