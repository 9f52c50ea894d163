import { Mistake, type Setting } from '../../../kit/settings.ts'

/** Where the second sink is. */
export type SinkTarget =
  | { kind: 'file'; path: string }
  | { kind: 'tcp' | 'tls' | 'udp'; host: string; port: number }

const kinds: Record<string, 'tcp' | 'tls' | 'udp'> = {
  'syslog:': 'tcp',
  'syslog+tls:': 'tls',
  'syslog+udp:': 'udp',
}
const usualPorts = { tcp: 514, tls: 6514, udp: 514 }

export const sinkTarget: Setting<SinkTarget | null> = {
  variable: 'AUDIT_SINK',
  isSecret: false,
  text: 'A second place that takes each entry of the audit log: file:/var/log/keyhold/audit.jsonl, syslog://host:514 (TCP), syslog+tls://host:6514 or syslog+udp://host:514. Default none.',
  read: (raw) => (raw === undefined ? null : targetOf(raw)),
}

function targetOf(raw: string): SinkTarget {
  if (!URL.canParse(raw)) throw new Mistake(wanted(raw))
  const url = new URL(raw)
  if (url.protocol === 'file:') {
    const path = decodeURIComponent(url.pathname)
    // The URL's reader would make an absolute path of any.
    if (url.host !== '' || !raw.slice('file:'.length).startsWith('/') || path.endsWith('/'))
      throw new Mistake(wanted(raw))
    return { kind: 'file', path }
  }
  const kind = kinds[url.protocol]
  if (!kind || url.hostname === '' || url.username || url.pathname.length > 1) throw new Mistake(wanted(raw))
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { kind, host, port: Number(url.port || usualPorts[kind]) }
}

const wanted = (raw: string): string =>
  `found "${raw}", wants file:/absolute/path, or syslog://, syslog+tls:// or syslog+udp:// with a host such as syslog://127.0.0.1:514`

/** As it is shown. */
export const targetText = (target: SinkTarget): string =>
  target.kind === 'file'
    ? `file:${target.path}`
    : `syslog+${target.kind}://${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
