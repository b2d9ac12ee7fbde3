// Options that several commands share: format, date, kind and layout.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/generator.h"

namespace stesura {

// «odt» or «pdf». Throws Error{usage}.
OutputFormat parseFormat(const std::string& text);
std::string_view formatName(OutputFormat format);

// The format that a name's extension asks for, whatever its case; nothing if it is another.
std::optional<OutputFormat> formatOfName(const std::string& name);

// `to` if given, else what the name asks for, else ODT. Throws Error{usage} if they contradict.
OutputFormat chooseFormat(const std::string& to, const std::string& outputName);

// Without --to the name decides: one that ends as another sort of file (x.docx) is refused, so that
// nobody opens a document for what it is not. Throws Error{usage}.
void requireDocumentName(const std::string& to, const std::string& outputName);

// An existing day as RFC 3339 full-date («2026-03-12»).
bool isDate(const std::string& text);

// Throws Error{usage} unless "" or an existing day as RFC 3339 full-date.
void requireDate(const std::string& date);

// Throws Error{usage} unless `text` is empty or fits into a line of the page.
void requireCopyFor(const std::string& text);

// `jobs` as typed: "" is 0, one a processor. Throws Error{usage}.
std::size_t parseJobs(const std::string& jobs);

struct ChosenLayout {
  std::string kind;
  std::string layout;
  std::string list;  // the member that holds the documents of a collection; "" for one document
};
// Names the first layout where none is asked for.
// Throws Error{usage} for a kind or a layout that is not there.
ChosenLayout chooseLayout(const Generator& generator, const std::string& kind,
                          const std::string& layout);

// Throws Error{usage}: several files, or other data, for a layout of one document.
void requireFiles(const ChosenLayout& layout, const std::vector<std::string>& files,
                  const std::string& others);

}  // namespace stesura
