import { defineFaults } from '../../kit/fault.ts'

export const messageFaults = defineFaults('messages', {
  ENDPOINT_NOT_FOUND: {
    status: 404,
    title: 'There is no such webhook endpoint in this account.',
    hint: 'List them with `GET /api/webhooks/endpoints` or `keyhold webhooks endpoints list`.',
  },
  DELIVERY_NOT_FOUND: {
    status: 404,
    title: 'There is no such event of this endpoint.',
    hint: 'List them with `GET /api/webhooks/endpoints/{id}/deliveries`; an older one comes with a replay.',
  },
  ENDPOINT_ADDRESS_REFUSED: {
    status: 400,
    title: 'Webhooks are not sent to this address.',
    hint: 'Use a public https address, or have the operator name its origin in KEYHOLD_WEBHOOK_ORIGINS.',
    shows: ['reason'],
  },
  ENDPOINT_DISABLED: {
    status: 409,
    title: 'The endpoint is switched off.',
    hint: 'Switch it on again first: `PATCH /api/webhooks/endpoints/{id}` with `{"enabled":true}`.',
    shows: ['reason'],
  },
  TOO_MANY_ENDPOINTS: {
    status: 409,
    title: 'The account has as many webhook endpoints as it may have.',
    hint: 'Delete one that is not needed any more.',
    shows: ['most'],
  },
})
