import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface MadeCertificate {
  /** PEM. */
  cert: string
  key: string
}

export interface CertificateOptions {
  names: readonly string[]
  begins: Date
  ends: Date
  /** Signs it, and is sent along by nobody. Default: it signs itself. */
  by?: Authority
}

export interface Authority {
  name: string
  key: KeyObject
  cert: string
}

/** A certificate made by hand (RFC 5280), so that its names and dates are a test's to choose. */
export function makeCertificate({ names, begins, ends, by }: CertificateOptions): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const own = names[0] ?? 'nobody'
  const cert = signed(
    { issuer: by?.name ?? own, subject: own, publicKey, begins, ends, names },
    by?.key ?? privateKey,
  )
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

export function makeAuthority(name: string, begins: Date, ends: Date): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const cert = signed(
    { issuer: name, subject: name, publicKey, begins, ends, names: [], isAuthority: true },
    privateKey,
  )
  return { name, key: privateKey, cert }
}

interface ToSign {
  issuer: string
  subject: string
  publicKey: KeyObject
  begins: Date
  ends: Date
  names: readonly string[]
  isAuthority?: boolean
}

function signed(it: ToSign, by: KeyObject): string {
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(it.isAuthority ? 1 : 2),
    ecdsaWithSha256,
    nameOf(it.issuer),
    sequence(time(it.begins), time(it.ends)),
    nameOf(it.subject),
    it.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensionsOf(it))),
  )
  const whole = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, by)))
  const lines = whole.toString('base64').match(/.{1,64}/g)!
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function extensionsOf({ names, isAuthority }: ToSign): Buffer[] {
  const alternatives = names.map((name) => tagged(0x82, Buffer.from(name)))
  return [
    ...(names.length > 0 ? [sequence(oid('551d11'), octets(sequence(...alternatives)))] : []),
    ...(isAuthority
      ? [
          sequence(
            oid('551d13'),
            tagged(0x01, Buffer.from([0xff])),
            octets(sequence(tagged(0x01, Buffer.from([0xff])))),
          ),
        ]
      : []),
  ]
}

// DER, as far as a certificate needs it.
function tagged(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

const sequence = (...contents: Uint8Array[]): Buffer => tagged(0x30, ...contents)
const octets = (content: Uint8Array): Buffer => tagged(0x04, content)
const bits = (content: Uint8Array): Buffer => tagged(0x03, Buffer.from([0]), content)
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const nameOf = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))))

/** 0 to 127. */
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]))

/** GeneralizedTime, `YYYYMMDDHHMMSSZ`. */
const time = (moment: Date): Buffer =>
  tagged(0x18, Buffer.from(`${moment.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`))
