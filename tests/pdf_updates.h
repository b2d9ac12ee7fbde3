// Incremental updates written behind PDFs made by hand.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/pdf/increment.h"
#include "tests/form_file.h"

namespace stesura::testing {

inline std::size_t lastStartxref(const std::string& file) {
  return std::stoull(file.substr(file.rfind("startxref") + 9));
}

using NumberedObjects = std::vector<std::pair<std::uint32_t, std::string>>;

// The file with an update that brings these objects; the catalog stays object 1.
inline std::string updated(std::string file, const NumberedObjects& objects,
                           PdfReferences form = PdfReferences::table, std::uint32_t size = 100) {
  PdfIncrement increment(file, lastStartxref(file), size, form);
  for (const auto& [number, text] : objects) {
    increment.beginObject(number);
    increment.out() += text;
    increment.endObject();
  }
  increment.finish("/Root 1 0 R");
  return file;
}

// «xref» with these lines, a trailer and its end, behind whatever stands in the file.
inline void appendSection(std::string& file, const std::string& table, const std::string& trailer) {
  const std::size_t place = file.size();
  file += "xref\n" + table + "trailer\n<< /Size 100 /Root 1 0 R " + trailer + " >>\nstartxref\n" +
          std::to_string(place) + "\n%%EOF\n";
}

inline std::string tableLine(std::size_t offset, std::string_view ending = " 00000 n \n") {
  const std::string digits = std::to_string(offset);
  return std::string(10 - digits.size(), '0') + digits + std::string(ending);
}

}  // namespace stesura::testing
