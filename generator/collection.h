// A layout over many documents (`raccolta`): its schema, and what is asked of the documents together.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/generator.h"
#include "generator/kind.h"
#include "generator/markdown_check.h"

namespace stesura {

// Immutable; thread-safe.
struct CollectionSchema {
  std::string kind{};
  std::string list{};     // the member that holds the documents
  std::string sha256{};   // of the schema and of every document it refers to
  Schema schema;          // of the whole: {"documenti": […], …}
  MarkdownCheck markdown;  // of the texts that the schema says are Markdown
  std::unique_ptr<Field> shape;  // the schema's, with `impronta` {id, sha256} in each document
};

// Throws Error{templateFile}: the list is not one of documents of the kind, or a datum of theirs
// is given a lower class than in their own schema.
CollectionSchema readCollectionSchema(const std::filesystem::path& home, const Kind& kind,
                                      const CollectionRules& rules);

// The data of the whole. Throws Error{data} for other members that are no object or name the list.
Json composeCollection(const CollectionSchema& schema, Collection collection);

// The schema's report, and warnings about documents that do not go well together.
// Throws Error{data}: no documents at all, documents of another kind, the same document twice,
// versions of the schema that do not go together; all of them at once.
SchemaReport examineCollection(const CollectionSchema& schema, const Json& data);

// Gives each document its `impronta`: its identifier and the SHA-256 of its canonical data.
void addFingerprints(const CollectionSchema& schema, Json& data);

// Begins what is said about one document with its place: «Documento 3: …». Without `places`, a
// document is told by its number.
void namePlaces(std::vector<Problem>& problems, const std::string& list, const std::vector<std::string>& places);

// What `make` returns; what it throws is told with the place of the document that it is about.
template <typename Make>
auto withPlaces(const std::string& list, const std::vector<std::string>& places, Make make) {
  try {
    return make();
  } catch (const Error& error) {
    std::vector<Problem> problems = error.problems();
    namePlaces(problems, list, places);
    throw Error(error.kind(), error.sentence(), std::move(problems));
  }
}

}  // namespace stesura
