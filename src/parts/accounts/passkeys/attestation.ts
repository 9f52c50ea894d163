import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { base64url } from '../../../kit/hash.ts'
import { accountFaults } from '../faults.ts'

/**
 * What an authenticator says about its maker is not asked for, and not looked at either: the certificates in it name
 * addresses of revocation lists, which whoever sends them chooses and a check would call.
 * @returns the same answer with the statement "none" @throws PASSKEY_REFUSED
 */
export function withoutAttestation(response: RegistrationResponseJSON): RegistrationResponseJSON {
  const authData = authDataOf(response)
  const attestationObject = base64url(Buffer.concat([noneHead, byteStringHead(authData.length), authData]))
  return { ...response, response: { ...response.response, attestationObject } }
}

function authDataOf({ response }: RegistrationResponseJSON): Uint8Array {
  try {
    const given = new Uint8Array(Buffer.from(response.attestationObject, 'base64url'))
    const authData = decodeAttestationObject(given).get('authData')
    if (authData instanceof Uint8Array) return authData
  } catch (cause) {
    throw accountFaults.PASSKEY_REFUSED({}, { cause })
  }
  throw accountFaults.PASSKEY_REFUSED()
}

const cborText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)])
/** CBOR of `{ fmt: "none", attStmt: {}, authData: …`. */
const noneHead = Buffer.concat([
  Buffer.from([0xa3]),
  cborText('fmt'),
  cborText('none'),
  cborText('attStmt'),
  Buffer.from([0xa0]),
  cborText('authData'),
])

const byteStringHead = (length: number): Buffer => {
  const head = Buffer.from([0x59, 0, 0])
  head.writeUInt16BE(length, 1)
  return head
}
