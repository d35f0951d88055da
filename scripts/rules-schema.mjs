// Writes the JSON Schemas of rule files, claims and the decision table for editors (completion, checking while typing).
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import './typescript.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { editorSchemas } = await import(new URL('../src/rulebook/editor-schema.ts', import.meta.url).href);
for (const [name, schema] of Object.entries(editorSchemas())) {
  writeFileSync(path.join(root, 'rules', name), `${JSON.stringify(schema, null, 2)}\n`);
}
