// ajv_strict.cjs FOLDER: compiles each schema with Ajv as it comes, and prints those that it refuses.
const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const Ajv = require('ajv/dist/2020').default
const formats = require('ajv-formats').default

const folder = process.argv[2]
const refused = {}
for (const name of readdirSync(folder)) {
  try {
    const ajv = new Ajv()
    formats(ajv)
    ajv.compile(JSON.parse(readFileSync(join(folder, name))))
  } catch (error) {
    refused[name] = error.message
  }
}
console.log(JSON.stringify(refused))
