import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSignedBy, signatureIn } from './kms-signature.ts'

// From AWS's own description of signature version 4: "Add the signature to the HTTP request", ListUsers of IAM.
const listUsers = {
  method: 'GET',
  target: '/?Action=ListUsers&Version=2010-05-08',
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
  },
  body: Buffer.alloc(0),
}
const claimed = signatureIn(
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
)!
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

test("the stand-in for KMS agrees with AWS's own example of a signature", () => {
  assert.equal(isSignedBy(listUsers, claimed, secret), true)
})

test('it takes no signature with anything about the request changed', () => {
  const changed = [
    { ...listUsers, method: 'POST' },
    { ...listUsers, target: '/?Action=ListRoles&Version=2010-05-08' },
    { ...listUsers, headers: { ...listUsers.headers, host: 'kms.amazonaws.com' } },
    { ...listUsers, body: Buffer.from('x') },
  ]

  assert.deepEqual(
    changed.map((request) => isSignedBy(request, claimed, secret)),
    [false, false, false, false],
  )
  assert.equal(isSignedBy(listUsers, claimed, `${secret}x`), false)
  assert.equal(isSignedBy(listUsers, { ...claimed, region: 'eu-west-1' }, secret), false)
})
