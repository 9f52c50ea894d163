// One fresh instance of the Lambda function: loads the built file named by BENCH_FUNCTION, answers, and tells when.
import type { LambdaFunctions } from '../src/entry/lambda/functions.ts'
import { tellColdStart } from './cold.ts'

const { host, pathname } = new URL(process.env.BENCH_URL!)

await tellColdStart(async () => {
  const { answer } = (await import(process.env.BENCH_FUNCTION!)) as Pick<LambdaFunctions, 'answer'>
  return async () => {
    const { statusCode } = await answer({
      version: '2.0',
      rawPath: pathname,
      rawQueryString: '',
      headers: { host, authorization: `Bearer ${process.env.BENCH_KEY}` },
      requestContext: { stage: '$default', http: { method: 'GET', sourceIp: '203.0.113.7' } },
      isBase64Encoded: false,
    })
    return statusCode
  }
})
