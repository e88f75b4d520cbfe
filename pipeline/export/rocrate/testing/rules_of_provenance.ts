/**
 * What Provenance Run Crate 0.5 requires of a crate.
 *
 * @module
 */

import type { Entity } from "../graph.ts";
import { refs, valuesOf } from "./crate.ts";
import {
  actions,
  conformance,
  idOf,
  refersTo,
  type Rule,
  tools,
  unless,
} from "./rule.ts";

/** They are all MUSTs, but for those that say SHOULD. */
export const provenanceRules: readonly Rule[] = [
  conformance(
    "https://w3id.org/ro/wfrun/provenance/0.5",
    "Provenance Run Crate 0.5",
  ),
  {
    says: "The workflow has its tools as its parts",
    from: 'Provenance Run Crate 0.5, table "ComputationalWorkflow"',
    faults: (_, entities) =>
      refersTo(entities, entities.workflow, "hasPart", ...tools)
        ? []
        : ["hasPart"],
  },
  {
    says: "Every tool that an action ran is a part of the workflow",
    from: 'Provenance Run Crate 0.5, "Overview"',
    faults: (_, entities) => {
      const { workflow } = entities;
      const parts = refs(workflow, "hasPart");
      return entities.of("CreateAction").flatMap((one) =>
        refs(one, "instrument")
      ).filter((id) => id !== workflow?.["@id"] && !parts.includes(id));
    },
  },
  {
    says: "A workflow with steps is a HowTo",
    from: 'Provenance Run Crate 0.5, table "ComputationalWorkflow"',
    faults: (_, { workflow }) =>
      refs(workflow, "step").length === 0 ||
        valuesOf(workflow, "@type").includes("HowTo")
        ? []
        : ["HowTo"],
  },
  {
    says: "The workflow refers to every step by step, and by it to steps alone",
    from: 'Provenance Run Crate 0.5, "Overview"',
    faults: (_, entities) => {
      const steps = refs(entities.workflow, "step");
      return [
        ...steps.filter((id) => !entities.is(id, "HowToStep")),
        ...unless(
          entities.of("HowToStep"),
          (one) => steps.includes(idOf(one)),
        ),
      ];
    },
  },
  {
    says: "Every step has its tool as its workExample",
    from: 'Provenance Run Crate 0.5, table "HowToStep"',
    faults: (_, entities) =>
      unless(
        entities.of("HowToStep"),
        (one) => refersTo(entities, one, "workExample", ...tools),
      ),
  },
  {
    says: "A step that needs what another one made has a greater position",
    from: 'Provenance Run Crate 0.5, table "HowToStep"',
    faults: (_, entities) => {
      const made = new Map<string, number>();
      const controls = entities.of("ControlAction");
      const stepOf = (control: Entity) =>
        entities.get(refs(control, "instrument")[0] ?? "");
      const positionOf = (control: Entity) =>
        Number(stepOf(control)?.["position"]);
      const actionOf = (control: Entity) =>
        entities.get(refs(control, "object")[0] ?? "");
      for (const control of controls) {
        for (const id of refs(actionOf(control), "result")) {
          if (!entities.is(id, "File", "Dataset", "CreativeWork")) continue;
          const earlier = made.get(id) ?? Infinity;
          made.set(id, Math.min(earlier, positionOf(control)));
        }
      }
      return unless(controls, (control) => {
        const position = positionOf(control);
        return Number.isInteger(position) &&
          refs(actionOf(control), "object")
            .every((id) => (made.get(id) ?? -1) < position);
      });
    },
  },
  {
    says: "Every ControlAction has a step as its instrument",
    from: 'Provenance Run Crate 0.5, table "ControlAction"',
    faults: (_, entities) =>
      unless(
        entities.of("ControlAction"),
        (one) => refersTo(entities, one, "instrument", "HowToStep"),
      ),
  },
  {
    says: "Every ControlAction has the tool's action as its object, of the " +
      "tool that its step has",
    from: 'Provenance Run Crate 0.5, table "ControlAction"',
    faults: (_, entities) =>
      unless(entities.of("ControlAction"), (one) => {
        const step = entities.get(refs(one, "instrument")[0] ?? "");
        const action = entities.get(refs(one, "object")[0] ?? "");
        return refersTo(entities, one, "object", ...actions) &&
          refs(step, "workExample")[0] === refs(action, "instrument")[0];
      }),
  },
  {
    says: "The engine's work has the engine as its instrument",
    from: 'Provenance Run Crate 0.5, table "OrganizeAction"',
    faults: (_, entities) =>
      unless(
        entities.of("OrganizeAction"),
        (one) => refersTo(entities, one, "instrument", ...tools),
      ),
  },
  {
    says: "The engine's work has every ControlAction as its object",
    from: 'Provenance Run Crate 0.5, table "OrganizeAction"',
    faults: (_, entities) => {
      const [organize] = entities.of("OrganizeAction");
      const objects = refs(organize, "object");
      return unless(
        entities.of("ControlAction"),
        (one) => objects.includes(idOf(one)),
      );
    },
  },
  {
    says: "The engine's work has the action of the workflow as its result",
    from: 'Provenance Run Crate 0.5, table "OrganizeAction"',
    faults: (_, entities) => {
      const [organize] = entities.of("OrganizeAction");
      const [result] = refs(organize, "result");
      return refersTo(entities, organize, "result", "CreateAction") &&
          refs(entities.get(result!), "instrument")[0] ===
            entities.workflow?.["@id"]
        ? []
        : ["OrganizeAction"];
    },
  },
  {
    says: "A connection is between FormalParameters",
    from: 'Provenance Run Crate 0.5, "Representing parameter connections"',
    faults: (_, entities) =>
      unless(
        entities.of("ParameterConnection"),
        (one) =>
          ["sourceParameter", "targetParameter"].every((end) =>
            refersTo(entities, one, end, "FormalParameter")
          ),
      ),
  },
  {
    says: "Connections to what the workflow gives are referred to by it, " +
      "others by the step that receives",
    from: 'Provenance Run Crate 0.5, "Representing parameter connections" ' +
      "(SHOULD)",
    faults: (_, entities) => {
      const { workflow } = entities;
      const outputs = refs(workflow, "output");
      const ofSteps = new Set(
        entities.of("HowToStep").flatMap((one) => refs(one, "connection")),
      );
      return unless(
        entities.of("ParameterConnection"),
        (one) =>
          refs(one, "targetParameter").some((id) => outputs.includes(id))
            ? refs(workflow, "connection").includes(idOf(one))
            : ofSteps.has(idOf(one)),
      );
    },
  },
  {
    says: "What is said of resources are PropertyValues that tell the quantity",
    from: 'Provenance Run Crate 0.5, "Representing resource usage"',
    faults: (_, entities) =>
      entities.all.flatMap((one) => refs(one, "resourceUsage")).filter((id) =>
        !entities.is(id, "PropertyValue") ||
        valuesOf(entities.get(id), "propertyID").length === 0
      ),
  },
];
