import type { Context } from 'hono'
import type { z } from 'zod'
import type { Work } from '../work.ts'

/**
 * The request's JSON body in the given shape; no body at all is `{}`.
 * @throws SyntaxError, ZodError
 */
export async function bodyOf<S extends z.ZodType>(c: Context<Work>, shape: S): Promise<z.output<S>> {
  const text = await c.req.text()
  return shape.parse(text === '' ? {} : JSON.parse(text))
}
