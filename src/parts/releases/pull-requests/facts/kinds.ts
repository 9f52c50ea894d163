import type { FileFact } from './file-fact.ts'
import { anyOf, type Glob } from './globs.ts'

/** Which versions of others' code are taken. */
export const lockFiles = [
  '**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock}',
  '**/{cargo.lock,composer.lock,gemfile.lock,poetry.lock,pdm.lock,uv.lock,pipfile.lock,go.sum,go.work.sum}',
  '**/{mix.lock,pubspec.lock,podfile.lock,package.resolved,flake.lock,packages.lock.json,gradle.lockfile}',
]
/** What nobody wrote by hand: lock files, snapshots, what was built, minified or taken over. Counted apart from the size. */
const isMade = anyOf([
  ...lockFiles,
  '**/__snapshots__/**',
  '**/*.snap',
  '**/{dist,build,out,node_modules,vendor,vendored,third_party,third-party}/**',
  '**/*.min.{js,mjs,css}',
  '**/*.{js,css,mjs}.map',
  '**/*.{pb.go,pb.cc,pb.h,g.dart,generated.ts,generated.js,generated.go,designer.cs}',
  '**/*_pb2.{py,pyi}',
  '**/{generated,__generated__}/**',
])

/** `.gitattributes` has the last word where it was looked at; `more` are patterns of the repository's own. */
export const isGenerated = (file: FileFact, more?: Glob): boolean =>
  file.isGenerated ?? (isMade(file.path) || more?.(file.path) === true)

const isContentPath = anyOf([
  '**/*.{md,mdx,markdown,rst,adoc,asciidoc,pdf,doc,docx,odt,ppt,pptx}',
  '**/{readme,license,licence,notice,authors,changelog}{,.txt}',
  '**/*.{svg,png,jpg,jpeg,gif,webp,avif,ico,bmp,tif,tiff,psd,ai,eps,mp3,mp4,mov,ogg,wav,webm}',
  '**/*.{woff,woff2,ttf,otf,eot}',
  '**/*.{csv,tsv,ndjson,jsonl,geojson,topojson,parquet,avro,xls,xlsx,ods,ipynb,po,pot,xlf,xliff,arb}',
  '**/{data,dataset,datasets,fixtures,testdata,samples}/**/*.{json,xml,yaml,yml,txt}',
  '**/{locale,locales,i18n,lang,translations,assets,static,public}/**/*.{json,xml,yaml,yml,txt}',
])

/** Documents, pictures and data: what is looked at, and not run. By the name alone, so that no line turns code into it. */
export const isContent = ({ path }: FileFact): boolean => isContentPath(path)

/** What changes a database's schema. */
export const schemaPaths = [
  '**/{migrations,migrate}/**',
  '**/*.prisma',
  '**/{v,u,r}*__*.sql',
  '**/{alembic,drizzle,flyway,liquibase}/**',
]

const isTestPath = anyOf([
  '**/{test,tests,__tests__,spec,specs,e2e,testing,testdata,fixtures}/**',
  '**/*{.,_,-}{test,tests,spec,e2e}.*',
  '**/test_*.*',
  '**/*{test,tests,spec}.{java,kt,scala,cs,swift,php,groovy}',
])
const isCodePath = anyOf([
  '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,py,rb,go,rs,java,kt,kts,scala,groovy,php,swift,m,mm,dart}',
  '**/*.{c,cc,cpp,cxx,h,hh,hpp,cs,fs,ex,exs,erl,hs,ml,clj,lua,pl,r,jl,zig,sh,bash,sql,prisma}',
])

export const isTest = (path: string): boolean => isTestPath(path)
/** Code that is no test. */
export const isCode = (path: string): boolean => isCodePath(path) && !isTestPath(path)
