import { ask, type Answer, type Got } from '../ask.ts'

/** The root keys, under which what is stored is sealed. */

export type RootKeys = Got<'/api/vault/keys'>
export type RootKey = RootKeys['keys'][number]
export type Rotation = NonNullable<RootKey['rotation']>
export type RotationPlan = Answer<'post', '/api/vault/keys/rotate'>

const rotate = (dryRun: boolean) => ask.post('/api/vault/keys/rotate', { body: { dryRun } })

export const rootKeyApi = {
  status: () => ask.get('/api/vault/keys'),
  /** What a rotation would do; nothing is done. */
  plan: () => rotate(true),
  rotate: () => rotate(false),
  destroy: (id: number) => ask.post('/api/vault/keys/{id}/destroy', { path: { id }, body: {} }),
}
