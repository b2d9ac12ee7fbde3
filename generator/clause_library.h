// The clauses that a kind offers: texts and parameters of templates/clausole, and what of them a
// document leaves.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/odf/clause.h"
#include "generator/schema/schema.h"

namespace stesura {

// What the manifest says: "clausole": {"/articoli": ["durata", …]} or {"/articoli": "tutte"}.
struct ClauseChoice {
  std::string pointer;           // of a list of the document, without `*`
  std::vector<std::string> ids;  // empty: every clause of the library
};

// The clauses of one kind. Immutable; thread-safe; may be moved.
class ClauseLibrary {
 public:
  ClauseLibrary() = default;
  // Reads the clauses that `choices` names from `folder`.
  // Throws Error{templateFile}: a clause that is not there, a header or a schema that is wrong.
  ClauseLibrary(const std::filesystem::path& folder, const std::vector<ClauseChoice>& choices);

  // Writes into the kind's schema what the items of the lists may be, and adds the schemas of the
  // parameters to the documents it refers to.
  void compose(Json& schema, std::map<std::string, Json>& documents) const;
  // After compose(): compiles the parameters for the tags of each clause.
  void compileParameters(const Json& schema, const std::map<std::string, Json>& documents);

  // Borrows from the library.
  std::vector<ClauseList> lists() const;
  // Of every file read; "" without clauses.
  std::string digest() const;
  // What the digest is of, by file name.
  const std::map<std::string, std::string>& files() const { return files_; }
  bool empty() const { return lists_.empty(); }

  // Articles that are written by hand, and clauses whose text the data replace.
  std::vector<Problem> departures(const Json& data) const;
  // Clauses with tags but no schema, and parameters that no tag names.
  std::vector<Problem> doubts() const;
  std::vector<std::string> ids() const;

 private:
  struct Text {
    Clause clause;
    std::string sha256;
    Json schema;  // null without parameters
    std::unique_ptr<Field> parameters;
  };
  struct List {
    std::string pointer;
    std::vector<std::string> ids;
  };
  void read(const std::filesystem::path& folder, const std::string& id, std::vector<Problem>& problems);
  Json itemSchema(const List& list) const;

  std::vector<List> lists_;
  std::map<std::string, Text> texts_;
  std::map<std::string, std::string> files_;
};

// The ids of every clause file of the folder, sorted.
std::vector<std::string> clauseIds(const std::filesystem::path& folder);

}  // namespace stesura
