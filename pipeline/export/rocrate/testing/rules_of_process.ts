/**
 * What Process Run Crate 0.5 requires of a crate.
 *
 * @module
 */

import { refs } from "./crate.ts";
import {
  actions,
  conformance,
  hasText,
  idOf,
  iso,
  refersTo,
  type Rule,
  tools,
  unless,
} from "./rule.ts";

/** They are all MUSTs, but for those that say SHOULD. */
export const processRules: readonly Rule[] = [
  conformance("https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate 0.5"),
  {
    says: "Every action of a tool has it as its instrument",
    from: 'Process Run Crate 0.5, table "CreateAction"',
    faults: (_, entities) =>
      actions.flatMap((type) =>
        unless(
          entities.of(type),
          (one) => refersTo(entities, one, "instrument", ...tools),
        )
      ),
  },
  {
    says: "Every action is in the mentions of the root",
    from: 'Process Run Crate 0.5, table "CreateAction" (SHOULD)',
    faults: (_, entities) => {
      const mentions = new Set(refs(entities.root, "mentions"));
      return unless(
        entities.of("CreateAction"),
        (one) => mentions.has(idOf(one)),
      );
    },
  },
  {
    says: "Every action has a name, a description and the time it ended",
    from: 'Process Run Crate 0.5, table "CreateAction" (SHOULD)',
    faults: (_, entities) =>
      unless(
        entities.of("CreateAction"),
        (one) =>
          hasText(one, "name") && hasText(one, "description") &&
          iso.test(String(one["endTime"])) &&
          iso.test(String(one["startTime"])),
      ),
  },
  {
    says: "An action that did not fail tells of no error",
    from: 'Process Run Crate 0.5, table "CreateAction"',
    faults: (_, entities) =>
      unless(
        entities.of("CreateAction"),
        (one) =>
          one["actionStatus"] === "http://schema.org/FailedActionStatus" ||
          one["error"] === undefined,
      ),
  },
  {
    says: "What an action takes and makes is a file, a folder, a collection, " +
      "a work or a value",
    from: 'Process Run Crate 0.5, "Requirements" (SHOULD)',
    faults: (_, entities) =>
      entities.of("CreateAction").flatMap((one) =>
        [...refs(one, "object"), ...refs(one, "result")].filter((id) =>
          !entities.is(
            id,
            "File",
            "Dataset",
            "Collection",
            "CreativeWork",
            "PropertyValue",
          )
        )
      ),
  },
  {
    says: "Software has one version, under one name",
    from: 'Process Run Crate 0.5, table "SoftwareApplication" (SHOULD)',
    faults: (_, entities) =>
      unless(
        entities.of("SoftwareApplication"),
        (one) =>
          one["version"] === undefined || one["softwareVersion"] === undefined,
      ),
  },
];
