import type { World } from '../../../kit/world.ts'
import { open } from '../../vault/index.ts'
import { contentOf } from './letters.ts'
import { onPaper } from './paper.ts'
import { mailPlace } from './queue.ts'
import { keptMail } from './store.ts'

/** A mail that stayed here, as its receiver would have read it. */
export interface KeptMail {
  id: string
  template: string
  subject: string
  text: string
  link: string | null
}

const most = 20

/** What would have gone to somebody whom a journey made up, newest first. The world is bound to that person's account. */
export async function mailKeptFor(world: World, accountId: string): Promise<KeptMail[]> {
  const kept = await keptMail(world, accountId, most)
  const read = kept.map(async ({ id, template, content, generation }) => {
    const opened = await open(world, mailPlace(accountId, id, generation), content)
    const { values } = JSON.parse(opened.toString()) as { values: Record<string, string> }
    const written = contentOf(world, template, values)
    if (!written) return []
    const { subject, text } = onPaper(written)
    return [{ id, template, subject, text, link: values.link ?? null }]
  })
  return (await Promise.all(read)).flat()
}
