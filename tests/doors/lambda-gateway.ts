import assert from 'node:assert/strict'
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda'
import type { Answering, LambdaContext } from '../../src/entry/lambda/functions.ts'

/** Where a deployment is called, and what AWS says of it. */
export const place = {
  host: 'keyhold.example.org',
  /** The REST API's own address, which has the stage in its path. */
  restHost: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  apiId: 'a1b2c3d4e5',
  stage: 'prod',
  sourceIp: '203.0.113.7',
}

/** What AWS adds to a request. */
export interface Added {
  sourceIp?: string
  context?: LambdaContext
}

/** API Gateway before a function: makes the event of a request, and a response of what comes back. */
export interface Gateway {
  name: string
  event(request: Request, added?: Added): Promise<object>
  response(result: object): Response
}

// Whatever else a gateway hands on goes as base64.
const isText = (request: Request): boolean =>
  /^(text\/|application\/(json|x-www-form-urlencoded))/.test(request.headers.get('content-type') ?? '')

async function bodyOf(request: Request): Promise<{ body: string | null; isBase64Encoded: boolean }> {
  const bytes = Buffer.from(await request.arrayBuffer())
  if (bytes.length === 0) return { body: null, isBase64Encoded: false }
  const isBase64Encoded = !isText(request)
  return { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded }
}

/** An HTTP API under a name of ours: payload format 2.0, the path decoded. */
export const httpApi: Gateway = {
  name: 'an HTTP API (payload format 2.0)',
  async event(request, { sourceIp = place.sourceIp } = {}) {
    const { pathname, search } = new URL(request.url)
    const { cookie, ...headers } = Object.fromEntries(request.headers)
    const path = decodeURIComponent(pathname)
    const { body, isBase64Encoded } = await bodyOf(request)
    return {
      version: '2.0',
      routeKey: '$default',
      rawPath: path,
      rawQueryString: search.slice(1),
      ...(cookie !== undefined && { cookies: cookie.split('; ') }),
      headers: { ...headers, host: place.host },
      ...(body !== null && { body }),
      isBase64Encoded,
      requestContext: {
        accountId: '123456789012',
        apiId: place.apiId,
        domainName: place.host,
        domainPrefix: 'keyhold',
        http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: '' },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: '$default',
        stage: '$default',
        time: '01/Jan/2026:00:00:00 +0000',
        timeEpoch: 1_767_225_600_000,
      },
    } satisfies APIGatewayProxyEventV2
  },
  response(result) {
    const { statusCode, headers, cookies = [], ...rest } = result as APIGatewayProxyStructuredResultV2
    const list = new Headers(headers as Record<string, string>)
    for (const cookie of cookies) list.append('set-cookie', cookie)
    return responseOf(statusCode, list, rest)
  },
}

/** A REST API at its own address: payload format 1.0, the path as it came. */
export const restApi: Gateway = {
  name: 'a REST API (payload format 1.0)',
  async event(request, { sourceIp = place.sourceIp } = {}) {
    const { pathname, searchParams } = new URL(request.url)
    const headers = { ...Object.fromEntries(request.headers), Host: place.restHost }
    const query = Object.fromEntries(searchParams.keys().map((name) => [name, searchParams.getAll(name)]))
    return {
      resource: '/{proxy+}',
      path: pathname,
      httpMethod: request.method,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: null,
      multiValueQueryStringParameters: query,
      pathParameters: { proxy: decodeURIComponent(pathname.slice(1)) },
      stageVariables: null,
      ...(await bodyOf(request)),
      requestContext: {
        accountId: '123456789012',
        apiId: place.apiId,
        authorizer: null,
        domainName: place.restHost,
        domainPrefix: place.apiId,
        httpMethod: request.method,
        identity: { ...noIdentity, sourceIp },
        path: `/${place.stage}${pathname}`,
        protocol: 'HTTP/1.1',
        requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
        requestTimeEpoch: 1_767_225_600_000,
        resourceId: 'abc123',
        resourcePath: '/{proxy+}',
        stage: place.stage,
      },
    } satisfies APIGatewayProxyEvent
  },
  response(result) {
    const { statusCode, multiValueHeaders, ...rest } = result as APIGatewayProxyResult
    const pairs = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, String(value)]),
    )
    return responseOf(statusCode, new Headers(pairs), rest)
  },
}

const noIdentity = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userAgent: null,
  userArn: null,
}

function responseOf(
  status: number | undefined,
  headers: Headers,
  { body, isBase64Encoded }: { body?: string | undefined; isBase64Encoded?: boolean | undefined },
): Response {
  assert.ok(status !== undefined && Number.isInteger(status))
  const bytes = body ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : null
  return new Response(bytes, { status, headers })
}

/** Sends a request through a gateway to a function. */
export async function through(
  gateway: Gateway,
  answer: Answering,
  request: Request,
  added: Added = {},
): Promise<Response> {
  // As between two processes: nothing goes through but JSON.
  const event: unknown = JSON.parse(JSON.stringify(await gateway.event(request, added)))
  const result = await answer(event, added.context ?? {})
  return gateway.response(JSON.parse(JSON.stringify(result)) as object)
}
