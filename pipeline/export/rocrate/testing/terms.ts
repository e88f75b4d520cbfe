/**
 * Terms of the contexts of RO-Crate 1.1 and of Workflow Run RO-Crate, and of
 * CodeMeta what a crate adds: those that a crate of ours may use, so that one
 * that is misspelt, and would mean nothing, is found.
 *
 * @module
 */

/** Properties. */
export const properties: ReadonlySet<string> = new Set([
  "@id",
  "@type",
  // schema.org
  "about",
  "actionStatus",
  "additionalType",
  "alternateName",
  "author",
  "citation",
  "contentSize",
  "creator",
  "datePublished",
  "description",
  "encodingFormat",
  "endTime",
  "exampleOfWork",
  "hasPart",
  "identifier",
  "instrument",
  "isBasedOn",
  "isPartOf",
  "license",
  "mainEntity",
  "mentions",
  "multipleValues",
  "name",
  "object",
  "position",
  "programmingLanguage",
  "propertyID",
  "result",
  "softwareRequirements",
  "softwareVersion",
  "startTime",
  "step",
  "subjectOf",
  "unitCode",
  "url",
  "value",
  "valueRequired",
  "version",
  "workExample",
  // Dublin Core
  "conformsTo",
  // Bioschemas
  "input",
  "output",
  // https://w3id.org/ro/terms/workflow-run
  "connection",
  "resourceUsage",
  "sha1",
  "sha256",
  "sha512",
  "sourceParameter",
  "targetParameter",
  // CodeMeta
  "buildInstructions",
]);

/** Types. */
export const types: ReadonlySet<string> = new Set([
  "ComputationalWorkflow",
  "ComputerLanguage",
  "ControlAction",
  "CreateAction",
  "CreativeWork",
  "Dataset",
  "DefinedTerm",
  "File",
  "FormalParameter",
  "HowTo",
  "HowToStep",
  "Organization",
  "OrganizeAction",
  "ParameterConnection",
  "Person",
  "PropertyValue",
  "SoftwareApplication",
  "SoftwareSourceCode",
]);
