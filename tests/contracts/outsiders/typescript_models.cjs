// typescript_models.cjs DOCUMENT: prints the name of each TypeScript model that Modelina makes of it.
const { readFileSync } = require('node:fs')
const { TypeScriptGenerator } = require('@asyncapi/modelina')

const document = JSON.parse(readFileSync(process.argv[2]))
new TypeScriptGenerator().generate(document).then(models =>
  console.log(JSON.stringify(models.map(each => each.modelName)))
)
