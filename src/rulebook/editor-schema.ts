import { z } from 'zod';
import { Claim, DecisionRows, NamedConditionList, Replies, Rule } from './schema.ts';

/**
 * JSON Schemas by file name, for editors: one for rule files, one for named conditions, one for claims, one for the decision table, one for reply
 * templates. Made from the schemas the program itself checks with.
 */
export function editorSchemas(): Record<string, object> {
  const toJson = (schema: z.ZodType, title: string): object => ({
    title,
    ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }),
  });
  return {
    'schema.json': toJson(z.union([Rule, z.array(Rule)]), 'Sàng: rules'),
    'conditions.schema.json': toJson(NamedConditionList, 'Sàng: named conditions'),
    'claims.schema.json': toJson(z.union([Claim, z.array(Claim)]), 'Sàng: claims'),
    'decisions.schema.json': toJson(DecisionRows, 'Sàng: decision table'),
    'replies.schema.json': toJson(Replies, 'Sàng: reply templates'),
  };
}
