// Writes a value as markup of its own rather than as escaped text: rich text, a picture, a chart.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

class References;

// A part that the finished package gets beside the template's own: a picture.
struct AddedPart {
  std::string name;  // "Pictures/….svg"; equal names mean equal bytes
  std::string mediaType;
  std::string bytes;
};

// What the writers of one run share.
struct WriterContext {
  std::vector<AddedPart>& parts;
  std::size_t& written;  // values written so far, for names that are unique in the document
  References* references = nullptr;
  std::string pointer{};  // of the value, for messages
  std::string place{};    // of the tag
};

// Immutable; write() may be called from several threads.
class ValueWriter {
 public:
  virtual ~ValueWriter() = default;

  // Whether it is the one to write a tag bound to `field` (null where nothing is known).
  virtual bool takes(const Tag& tag, const Field* field) const = 0;

  // Appends the markup of a present value. Returns "" or an Italian clause that says what the value
  // should have been («non è un’immagine PNG»), without telling the value; then what was appended
  // is not used.
  virtual std::string write(const Json& value, WriterContext& context, std::string& out) const = 0;
};

}  // namespace stesura
