import type { Sink } from '../../../kit/sink.ts'
import type { SinkTarget } from '../../../parts/audit/index.ts'
import { fileSink } from './file.ts'
import { streamSink } from './stream.ts'
import { datagramSink } from './datagram.ts'

/** The second place of the audit log, as the settings name it. Nothing is opened before the first write. */
export function openSink(target: SinkTarget | null): Sink | null {
  if (!target) return null
  if (target.kind === 'file') return fileSink(target.path)
  const { kind, host, port } = target
  return kind === 'udp' ? datagramSink({ host, port }) : streamSink({ kind, host, port })
}
