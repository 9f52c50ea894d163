import { Hono } from 'hono'
import { z } from 'zod'
import type { State } from '../state.ts'
import type { ActivitySketch } from '../strava/history.ts'
import type { Work } from '../work.ts'
import { bodyOf } from './read.ts'

const sketch = z.record(z.string(), z.unknown())
const newActivity = z.object({ athleteId: z.int() }).catchall(z.unknown())
const event = z.strictObject({
  object_type: z.enum(['activity', 'athlete']),
  object_id: z.int(),
  aspect_type: z.enum(['create', 'update', 'delete']),
  owner_id: z.int(),
  updates: z.record(z.string(), z.unknown()).default({}),
})
const newPeople = z.strictObject({
  count: z.int().min(1).max(100_000).default(1),
  id: z.int().min(1).exactOptional(),
  firstname: z.string().exactOptional(),
  lastname: z.string().exactOptional(),
  about: z.string().exactOptional(),
  timezone: z.string().exactOptional(),
  hidesStartTimes: z.boolean().exactOptional(),
  privateShare: z.number().min(0).max(1).exactOptional(),
})

/** People and what they do; activities that change, and the events that tell of it. */
export function activityControls(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  routes.get('/athletes', (c) =>
    c.json({ athletes: state.people.all().map((one) => summary(state, one.id)) }),
  )
  routes.post('/athletes', async (c) => {
    const { count, ...wish } = await bodyOf(c, newPeople)
    const added = Array.from({ length: count }, () => state.people.add(wish))
    return c.json({ athletes: added.map(({ id }) => summary(state, id)) }, 201)
  })
  routes.post('/activities', async (c) => {
    const { athleteId, ...wish } = await bodyOf(c, newActivity)
    const person = state.people.find(athleteId)
    if (person === undefined) return c.json({ error: 'No such athlete.' }, 404)
    const activity = state.history.add(person, consistent(wish), state.clock.now())
    tell(state, athleteId, activity.id, 'create')
    return c.json(activity, 201)
  })
  routes.patch('/activities/:id', async (c) => {
    const found = locate(state, Number(c.req.param('id')))
    if (found === undefined) return c.json({ error: 'No such activity.' }, 404)
    const wish = await bodyOf(c, sketch)
    state.history.change(found.id, consistent(wish))
    return c.json({ sent: tell(state, found.athlete.id, found.id, 'update', updatesIn(wish)) })
  })
  routes.delete('/activities/:id', (c) => {
    const found = locate(state, Number(c.req.param('id')))
    if (found === undefined) return c.json({ error: 'No such activity.' }, 404)
    state.history.remove(found.id)
    return c.json({ sent: tell(state, found.athlete.id, found.id, 'delete') })
  })
  routes.get('/events', (c) => c.json({ events: state.push.deliveries() }))
  routes.post('/events', async (c) => c.json({ sent: state.push.send(state, await bodyOf(c, event)) }, 202))
  return routes
}

function summary(state: State, athleteId: number) {
  const person = state.people.find(athleteId)
  const grants = state.grants.all().filter((grant) => grant.athleteId === athleteId)
  const live = grants.filter((grant) => grant.endedAt === null).map((grant) => grant.id)
  const dead = grants.filter((grant) => grant.endedAt !== null).map((grant) => grant.id)
  return { id: athleteId, name: `${person?.firstname} ${person?.lastname}`, about: person?.about, live, dead }
}

const locate = (state: State, id: number) =>
  state.people
    .all()
    .map((person) => state.history.find(person, id, state.clock.now()))
    .find((one) => one !== undefined)

const tell = (
  state: State,
  ownerId: number,
  objectId: number,
  aspect: 'create' | 'update' | 'delete',
  updates: Record<string, unknown> = {},
): number =>
  state.push.send(state, {
    object_type: 'activity',
    object_id: objectId,
    aspect_type: aspect,
    owner_id: ownerId,
    updates,
  })

// Strava tells a title and a type, and says the new privacy as text.
function updatesIn(wish: Record<string, unknown>): Record<string, unknown> {
  return {
    ...('name' in wish && { title: wish['name'] }),
    ...('type' in wish && { type: wish['type'] }),
    ...('private' in wish && { private: String(wish['private']) }),
  }
}

function consistent(wish: Record<string, unknown>): ActivitySketch {
  return 'private' in wish ? { ...wish, visibility: wish['private'] === true ? 'only_me' : 'everyone' } : wish
}
