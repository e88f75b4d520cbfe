/**
 * What Workflow RO-Crate 1.0 and Workflow Run Crate 0.5 requires of a crate.
 *
 * @module
 */

import { metadataFile } from "../names.ts";
import { refs, valuesOf } from "./crate.ts";
import { conformance, hasText, refersTo, type Rule, unless } from "./rule.ts";

/** They are all MUSTs, but for those that say SHOULD. */
export const workflowRules: readonly Rule[] = [
  conformance(
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
    "Workflow RO-Crate 1.0",
  ),
  {
    says: "The descriptor conforms to Workflow RO-Crate, too",
    from: 'Workflow RO-Crate 1.0, "Metadata File Descriptor" (SHOULD)',
    faults: (_, { descriptor }) =>
      refs(descriptor, "conformsTo")
          .includes("https://w3id.org/workflowhub/workflow-ro-crate/1.0")
        ? []
        : [metadataFile],
  },
  {
    says: "The main entity is a File, SoftwareSourceCode and " +
      "ComputationalWorkflow",
    from: 'Workflow RO-Crate 1.0, "Main Workflow"',
    faults: (_, { workflow }) =>
      ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
        .filter((type) => !valuesOf(workflow, "@type").includes(type)),
  },
  {
    says: "The workflow's programmingLanguage is a ComputerLanguage",
    from: 'Workflow RO-Crate 1.0, "Main Workflow"',
    faults: (_, entities) =>
      refersTo(
          entities,
          entities.workflow,
          "programmingLanguage",
          "ComputerLanguage",
        )
        ? []
        : ["programmingLanguage"],
  },
  {
    says: "A README.md is Markdown about the root",
    from: 'Workflow RO-Crate 1.0, "README" (SHOULD)',
    faults: (_, entities) =>
      refs(entities.get("README.md"), "about").includes("./") &&
        entities.get("README.md")?.["encodingFormat"] === "text/markdown"
        ? []
        : ["README.md"],
  },
  conformance(
    "https://w3id.org/ro/wfrun/workflow/0.5",
    "Workflow Run Crate 0.5",
  ),
  {
    says: "An action is of the main workflow",
    from: 'Workflow Run Crate 0.5, "Overview"',
    faults: (_, entities) =>
      entities.of("CreateAction").some((one) =>
          refs(one, "instrument").includes(entities.workflow?.["@id"] ?? "")
        )
        ? []
        : ["CreateAction"],
  },
  {
    says: "What a tool or workflow takes and gives are FormalParameters",
    from: 'Workflow Run Crate 0.5, "Overview"',
    faults: (_, entities) =>
      entities.all.flatMap((one) =>
        [...refs(one, "input"), ...refs(one, "output")]
          .filter((id) => !entities.is(id, "FormalParameter"))
      ),
  },
  {
    says: "A FormalParameter has an additionalType, and a name",
    from: 'Workflow Run Crate 0.5, table "FormalParameter"',
    faults: (_, entities) =>
      unless(
        entities.of("FormalParameter"),
        (one) =>
          valuesOf(one, "additionalType").length > 0 && hasText(one, "name"),
      ),
  },
  {
    says: "What is an example of a work is one of a FormalParameter",
    from: 'Workflow Run Crate 0.5, "Overview"',
    faults: (_, entities) =>
      entities.all.flatMap((one) => refs(one, "exampleOfWork"))
        .filter((id) => !entities.is(id, "FormalParameter")),
  },
  {
    says:
      "What the workflow's action takes is an example of its inputs or of " +
      "none of the workflow's parameters",
    from: 'Workflow Run Crate 0.5, "Overview"',
    faults: (_, entities) => {
      const { workflow } = entities;
      const outputs = refs(workflow, "output");
      return entities.of("CreateAction")
        .filter((one) => refs(one, "instrument").includes(workflow!["@id"]))
        .flatMap((one) => refs(one, "object"))
        .filter((id) =>
          refs(entities.get(id), "exampleOfWork")
            .some((formal) => outputs.includes(formal))
        );
    },
  },
];
