/**
 * What RO-Crate 1.1 requires of a crate.
 *
 * @module
 */

import { join } from "node:path";
import { hashFile } from "../../../identity/hash.ts";
import { pathOfId } from "../ids.ts";
import { metadataFile, previewFile } from "../names.ts";
import { refs, valuesOf } from "./crate.ts";
import { properties, types } from "./terms.ts";
import {
  dataEntities,
  existsAs,
  hasText,
  idOf,
  iso,
  reachable,
  refersTo,
  type Rule,
  unless,
} from "./rule.ts";

/** They are all MUSTs, but for those that say SHOULD. */
export const roCrateRules: readonly Rule[] = [
  {
    says: "The metadata are a JSON-LD document with the context of RO-Crate",
    from: 'RO-Crate 1.1, "RO-Crate JSON-LD"',
    faults: ({ document }) =>
      [document["@context"]].flat()[0] ===
          "https://w3id.org/ro/crate/1.1/context"
        ? []
        : ["@context"],
  },
  {
    says: "Every property and type is a term of the contexts",
    from: 'RO-Crate 1.1, "Extending RO-Crate"',
    faults: ({ document }) =>
      document["@graph"].flatMap((one) => [
        ...Object.keys(one).filter((name) => !properties.has(name)),
        ...valuesOf(one, "@type").map(String).filter((type) =>
          !types.has(type)
        ),
      ]),
  },
  {
    says:
      "The JSON-LD is flat: each entity has an @id of its own and a @type, " +
      "and refers to others by their @id alone",
    from: 'RO-Crate 1.1, "RO-Crate JSON-LD"',
    faults: ({ document }) => {
      const seen = new Set<string>();
      return unless(document["@graph"], (one) => {
        const isNew = !seen.has(idOf(one));
        seen.add(idOf(one));
        const values = Object.values(one).flat() as unknown[];
        return isNew && typeof one["@id"] === "string" &&
          valuesOf(one, "@type").length > 0 &&
          values.every((value) =>
            typeof value !== "object" ||
            value !== null && Object.keys(value).join() === "@id"
          );
      });
    },
  },
  {
    says: "What an entity refers to is described",
    from: 'RO-Crate 1.1, "Contextual Entities"',
    faults: (_, entities) =>
      entities.all.flatMap((one) =>
        Object.keys(one).flatMap((name) => refs(one, name))
          .filter((id) => entities.get(id) === undefined)
      ),
  },
  {
    says:
      "Every @id is a URI reference, with no character left bare that has " +
      "to be encoded",
    from: 'RO-Crate 1.1, "Data Entities", "Encoding file paths"',
    faults: (_, entities) =>
      unless(
        entities.all,
        (one) =>
          /^(?:[\w\-.~:/?#@!$&'()*+,;=]|%[0-9A-F]{2}|[\u00a0-\ud7ff\uf900-\uffef])+$/i
            .test(idOf(one)),
      ),
  },
  {
    says: "The descriptor is a CreativeWork about the root that conforms to " +
      "RO-Crate 1.1",
    from: 'RO-Crate 1.1, "Root Data Entity"',
    faults: (_, entities) =>
      entities.is(metadataFile, "CreativeWork") &&
        refs(entities.descriptor, "about").join() === "./" &&
        refs(entities.descriptor, "conformsTo")
          .includes("https://w3id.org/ro/crate/1.1")
        ? []
        : [metadataFile],
  },
  {
    says: "The root is a Dataset whose @id ends with a slash",
    from: 'RO-Crate 1.1, "Root Data Entity"',
    faults: (_, { root }) =>
      valuesOf(root, "@type").includes("Dataset") && root!["@id"].endsWith("/")
        ? []
        : ["./"],
  },
  ...["name", "description"].map((name): Rule => ({
    says: `The root has a ${name}`,
    from: 'RO-Crate 1.1, "Direct properties of the Root Data Entity"',
    faults: (_, { root }) => hasText(root, name) ? [] : [name],
  })),
  {
    says: "The root has one datePublished, an ISO 8601 date",
    from: 'RO-Crate 1.1, "Direct properties of the Root Data Entity"',
    faults: (_, { root }) =>
      iso.test(String(root?.["datePublished"])) ? [] : ["datePublished"],
  },
  {
    says: "The root has a licence, which is described",
    from: 'RO-Crate 1.1, "Direct properties of the Root Data Entity"; ' +
      'Workflow RO-Crate 1.0, "Crate"',
    faults: (_, entities) =>
      refersTo(entities, entities.root, "license", "CreativeWork") &&
        refs(entities.root, "license").every((id) =>
          hasText(entities.get(id), "name") &&
          hasText(entities.get(id), "description")
        )
        ? []
        : ["license"],
  },
  {
    says: "What the root has as its parts are data entities",
    from: 'RO-Crate 1.1, "Data Entities"',
    faults: (_, entities) =>
      refs(entities.root, "hasPart")
        .filter((id) => !entities.is(id, "File", "Dataset")),
  },
  {
    says: "Every data entity is a part of the root, or of its parts",
    from: 'RO-Crate 1.1, "Data Entities"',
    faults: (_, entities) => {
      const parts = reachable(entities);
      return unless(dataEntities(entities), (one) => parts.has(idOf(one)));
    },
  },
  {
    says: "Every data entity is in the crate: files as files, folders as " +
      "folders with a slash at the end of their @id",
    from: 'RO-Crate 1.1, "Data Entities"',
    faults: ({ folder }, entities) =>
      unless(dataEntities(entities), (one) => {
        const path = pathOfId(idOf(one));
        const isFolder = valuesOf(one, "@type").includes("Dataset");
        return path !== null && path.endsWith("/") === isFolder &&
          existsAs(join(folder, path), isFolder);
      }),
  },
  {
    says: "Every file has the SHA-256 and the size that are told of it",
    from: "the crate's own: sha256 by the context of Workflow Run RO-Crate",
    faults: ({ folder }, entities) =>
      unless(
        entities.all.filter((one) =>
          valuesOf(one, "@type").includes("File") || one["sha256"] !== undefined
        ),
        (one) => {
          const path = pathOfId(idOf(one));
          // Programs of the machine, and what is named by its digest.
          if (path === null) return true;
          const told = { digest: one["sha256"], size: one["contentSize"] };
          if (!existsAs(join(folder, path), false)) return false;
          const { digest, size } = hashFile(join(folder, path));
          return told.digest === digest && told.size === String(size);
        },
      ),
  },
  {
    says: "The page for people holds a copy of the JSON-LD in its head",
    from: 'RO-Crate 1.1, "RO-Crate Website"',
    faults: ({ folder, document }) => {
      const path = join(folder, previewFile);
      if (!existsAs(path, false)) return [];
      const [, copy = "null"] =
        /<head>.*<script type="application\/ld\+json">(.*?)<\/script>.*<\/head>/s
          .exec(Deno.readTextFileSync(path)) ?? [];
      return JSON.stringify(JSON.parse(copy)) === JSON.stringify(document)
        ? []
        : [previewFile];
    },
  },
  {
    says: "A list of one value is that value",
    from: 'RO-Crate 1.1, "Describing entities in JSON-LD" (SHOULD)',
    faults: ({ document }) =>
      unless(
        document["@graph"],
        (one) =>
          !Object.values(one).some((value) =>
            Array.isArray(value) && value.length < 2
          ),
      ),
  },
  {
    says: "A script is a file with a name",
    from: 'RO-Crate 1.1, "Describing scripts and workflows"',
    faults: (_, entities) =>
      unless(
        entities.of("SoftwareSourceCode"),
        (one) =>
          valuesOf(one, "@type").includes("File") && hasText(one, "name"),
      ),
  },
  {
    says: "A language has a name, an address and a version",
    from: 'RO-Crate 1.1, "Workflow Runtime and Programming Language"',
    faults: (_, entities) =>
      unless(
        entities.of("ComputerLanguage"),
        (one) =>
          ["name", "url", "version"].every((property) =>
            hasText(one, property)
          ),
      ),
  },
  {
    says: "Entities have a name",
    from: 'RO-Crate 1.1, "Core Metadata for Data Entities" (SHOULD)',
    faults: (_, entities) =>
      unless(
        entities.all.filter((one) =>
          !["ParameterConnection"].includes(String(one["@type"])) &&
          one !== entities.descriptor
        ),
        (one) => hasText(one, "name"),
      ),
  },
];
