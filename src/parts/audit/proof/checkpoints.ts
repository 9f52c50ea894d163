import { job } from '../../../kit/job.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { keyedHash } from '../../vault/index.ts'
import { auditSettings } from '../settings.ts'
import { Tree } from './format.ts'
import { notePattern, type NoteSigner, openNote, type Note, signerOf, signNote } from './note.ts'
import { type Head, headOf } from './store.ts'

const folder = 'checkpoints'
const keyFile = `${folder}/public.key`

export type { Note } from './note.ts'

/** Who signs for this deployment: a key of its own, drawn from the keyring. */
export const noteSignerOf = (world: World, deploymentId: string): NoteSigner =>
  signerOf(
    `keyhold/audit/${deploymentId}`,
    keyedHash(world, 'checkpoint', 'keyhold/audit/checkpoint/ed25519/v1').mac,
  )

export interface Checkpoint {
  note: Note
  /** As it is signed: five lines, for others to keep. */
  text: string
  publicKey: string
}

/** How far the log has come, signed. */
export async function checkpointOf(world: World): Promise<Checkpoint> {
  const head = await headOf(as(world, { role: 'jobs' }))
  return signed(world, head)
}

function signed(world: World, { deploymentId, no, seq, edge }: Head): Checkpoint {
  const signer = noteSignerOf(world, deploymentId)
  const { root } = new Tree(edge, BigInt(no))
  const note = { origin: signer.name, size: BigInt(no), root, entries: BigInt(seq) }
  return { note, text: signNote(signer, note), publicKey: signer.publicKey }
}

const lastKept = resident(() => ({ size: 0n }))

/**
 * Signs how far the log has come, and keeps it where the database cannot reach: in the home, and at the address that
 * is configured. Only what is kept outside proves anything against who owns the database.
 */
export async function keepCheckpoint(world: World): Promise<number> {
  const { note, text, publicKey } = await checkpointOf(world)
  if (note.size === 0n || lastKept(world).size === note.size) return 0
  await append(world, text, publicKey)
  await post(world, text)
  lastKept(world).size = note.size
  return 1
}

/** Signs how far the log had come at the place that a proof will begin at. */
export async function keepNote(world: World, at: Pick<Head, 'no' | 'seq' | 'edge'>): Promise<void> {
  const head = await headOf(as(world, { role: 'jobs' }))
  const { text, publicKey } = signed(world, { ...head, ...at })
  await append(world, text, publicKey)
  await post(world, text)
}

/** One file for each hour, so that what is written anew each minute stays small. */
async function append({ files, now }: World, text: string, publicKey: string): Promise<void> {
  if (!files) return
  const name = `${folder}/${now().toISOString().slice(0, 13)}.notes`
  const before = (await files.read(name)) ?? new Uint8Array()
  await files.write(name, Buffer.concat([before, Buffer.from(text)]))
  if ((await files.read(keyFile)) === null) await files.write(keyFile, Buffer.from(`${publicKey}\n`))
}

async function post(world: World, text: string): Promise<void> {
  const { checkpointUrl } = world.settings(auditSettings)
  if (!checkpointUrl) return
  const exchange = await world.http.send({
    method: 'POST',
    url: checkpointUrl,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: text,
    deadlineMilliseconds: 5_000,
  })
  const isTaken = exchange.kind === 'answered' && exchange.status < 300
  if (!isTaken) world.log.warn('a checkpoint was not taken', { kind: exchange.kind })
}

/** Every note that one of the keys signed; a file may hold many, one behind the other. What is no note at all counts as an unknown one. */
export function notesIn(text: string, publicKeys: readonly string[]): { notes: Note[]; unknown: number } {
  const found = [...text.matchAll(notePattern)].map(([note]) => note)
  const opened = found.map((note) =>
    publicKeys.map((key) => openNote(note, key)).find((each) => each !== null),
  )
  const notes = opened.filter((note) => note !== undefined)
  const isAllNotes = text.replaceAll(notePattern, '').trim() === ''
  return { notes, unknown: found.length - notes.length + (isAllNotes ? 0 : 1) }
}

/** The notes in the home that this deployment's key signed. */
export async function notesAtHome(world: World): Promise<Note[]> {
  if (!world.files) return []
  const { publicKey } = await checkpointOf(world)
  const names = (await world.files.list(folder)).filter((name) => name.endsWith('.notes'))
  const texts = await Promise.all(names.map((name) => world.files!.read(`${folder}/${name}`)))
  return texts.flatMap((bytes) => notesIn(Buffer.from(bytes ?? []).toString(), [publicKey]).notes)
}

export const checkpointJob = job({ name: 'audit.checkpoint', everySeconds: 60, run: keepCheckpoint })
