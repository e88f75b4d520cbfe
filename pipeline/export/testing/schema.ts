/**
 * JSON Schemas for tests of what is exported.
 *
 * @module
 */

import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Says what is wrong with a value; empty where a schema accepts it. */
export type Check = (value: unknown) => string;

/** Compiles a schema, in which no unknown word may stand. */
export function checkOf(schema: AnySchema): Check {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return "";
    return ajv.errorsText(validate.errors, { separator: "\n" });
  };
}
