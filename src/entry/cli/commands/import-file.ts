import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { Trouble } from '../trouble.ts'
import { openCsvSource } from './import-csv.ts'
import { openDumpSource } from './import-dump.ts'
import type { Source } from './import-source.ts'

const lookedAtBytes = 65_536

/** A file that was made of an old system's database, by what is in it. @throws Trouble in words */
export function openFileSource(path: string): Source {
  const start = startOf(path)
  if (start.subarray(0, 5).toString('latin1') === 'PGDMP')
    throw new Trouble(`${path} is a dump in PostgreSQL's own format.`, {
      hint: `Make a plain one of it: pg_restore --file=old.sql ${path}`,
    })
  if (start[0] === 0x1f && start[1] === 0x8b)
    throw new Trouble(`${path} is compressed.`, { hint: `Unpack it first: gunzip ${path}` })
  const text = start.toString('utf8')
  return /^(-- PostgreSQL database dump|COPY \S+ \(.*\) FROM stdin;)/m.test(text)
    ? openDumpSource(path)
    : openCsvSource(path)
}

function startOf(path: string): Buffer {
  if (statSync(path).isDirectory())
    throw new Trouble(`${path} is a folder.`, { hint: 'Name a file: a plain dump, or CSV with a header.' })
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(lookedAtBytes)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}
