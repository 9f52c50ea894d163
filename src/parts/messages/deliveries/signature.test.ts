import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedHeaders } from './signature.ts'

test('a signature is that of the reference libraries of Standard Webhooks', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const at = new Date(1_614_265_330_999)
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'

  const headers = signedHeaders({ id, at, body: '{"test": 2432232314}' }, [secret, secret])

  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  assert.deepEqual(headers, {
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': `${signature} ${signature}`,
  })
})
