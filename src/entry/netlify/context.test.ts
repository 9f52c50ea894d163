import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientOf } from './context.ts'

describe('the client', () => {
  const from = (ip: string | undefined, headers = {}) =>
    clientOf(new Request('https://keyhold.netlify.app', { headers }), { ip })

  test('is who the edge says it is, and no header of its own making', () => {
    const header = { 'x-nf-client-connection-ip': '203.0.113.8' }

    assert.equal(from('203.0.113.7', { 'x-forwarded-for': '198.51.100.1' }), '203.0.113.7')
    assert.equal(from('2001:db8::1', header), '2001:db8::1')
    assert.equal(from('', header), '203.0.113.8')
    assert.equal(from(undefined, { 'x-forwarded-for': '198.51.100.1' }), undefined)
  })

  test('is never loopback, nor what is no address', () => {
    for (const ip of [
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '::ffff:127.0.0.1',
      'localhost',
      '203.0.113.7, 127.0.0.1',
    ])
      assert.equal(from(ip), undefined, ip)
  })
})
