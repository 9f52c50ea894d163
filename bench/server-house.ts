// One Keyhold server process, started as `npm start` starts it.
import { start } from '../src/entry/node/start.ts'
import { serveBench } from './child-side.ts'

const running = await start({ environment: process.env })
serveBench({ port: Number(new URL(running.url).port) }, () => running.stop())
