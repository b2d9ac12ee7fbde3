// PDF files made by hand, and the forms among the fixtures.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace stesura::testing {

inline std::string formFixture(const std::string& name) {
  std::ifstream file(std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/forms" / name, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Objects numbered from 1 in a file with a classic cross-reference table; object 1 is the catalog.
inline std::string pdfOf(const std::vector<std::string>& objects, const std::string& trailer = "") {
  std::string file = "%PDF-1.7\n";
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places.push_back(file.size());
    file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t table = file.size();
  file += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    const std::string digits = std::to_string(place);
    file += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return file + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " + trailer +
         " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

inline std::string streamOf(std::string_view data, const std::string& entries = "") {
  return "<< /Length " + std::to_string(data.size()) + " " + entries + " >>\nstream\n" + std::string(data) + "\nendstream";
}

// One page (object 3) with the annotations given; `catalog` and `form` are entries of those dictionaries.
// Further objects are numbered from 5.
struct SmallForm {
  std::string fields = "5 0 R";
  std::string annotations = "5 0 R";
  std::string catalog = "";
  std::string form = "";
  std::string page = "";
  std::vector<std::string> objects{"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nome) /Rect [10 10 110 30] /P 3 0 R >>"};

  std::string file() const {
    std::vector<std::string> all{
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R " + catalog + " >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [" + annotations + "] " + page + " >>",
        "<< /Fields [" + fields + "] " + form + " >>"};
    all.insert(all.end(), objects.begin(), objects.end());
    return pdfOf(all);
  }
};

}  // namespace stesura::testing
