import { z } from 'zod'
import { uuid } from '../../../kit/listing.ts'
import { byRule, keyOnly, type Route, route, stream, streams } from '../../../kit/route.ts'
import { proxy, writing } from './proxy.ts'
import { mostBytes } from './sizes.ts'

const path = '/api/connections/:id/proxy/*'
const input = z.object({ id: uuid })
const output = streams('the provider’s own answer, without the token')

const read = route({
  method: 'GET',
  path,
  summary: 'Calls the provider with the connection’s fresh token, which stays here. HEAD, too.',
  who: keyOnly('connections:proxy'),
  audit: byRule('proxy.called'),
  input,
  output,
  handle: ({ world, caller, input, request }) =>
    proxy(world, caller, { connectionId: input.id, request, body: null }),
})

const write = (method: Exclude<Route['method'], 'GET'>): Route =>
  route({
    method,
    path,
    summary: 'Calls the provider so that something may change there; the body is passed on as it comes.',
    who: keyOnly(writing),
    audit: byRule('proxy.called'),
    input,
    body: stream(mostBytes),
    output,
    handle: ({ world, caller, input, body, request }) =>
      proxy(world, caller, { connectionId: input.id, request, body }),
  })

export const proxyRoutes = [read, write('POST'), write('PUT'), write('PATCH'), write('DELETE')]
