// A PDF form filled by Stesura and by qpdf, for run_forms.py; the same protocol as carbone_side.js.
// Usage: stesura-bench-forms PROGRAM_FOLDER HOME KIND LAYOUT DATA_FILE
//   memory|json|flat|qpdf SECONDS   how many documents a second, one after the other
//   write SORT FILE                 one document of a sort
//   compare                         «same <fields>», or a field that qpdf was not told the same of
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <sstream>
#include <string>

#include "generator/catalogue.h"
#include "generator/generator.h"
#include "generator/pdf_maker.h"

namespace {

using namespace stesura;
using Clock = std::chrono::steady_clock;

constexpr const char* kIssueDate = "2026-03-12";

std::string fileBytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class Side {
 public:
  Side(const std::string& program, const std::string& home, std::string kindName, std::string layoutName, const std::string& file)
      : kindName_(std::move(kindName)),
        layoutName_(std::move(layoutName)),
        generator_({.home = home, .program = program, .workers = 1, .timeoutSeconds = 60}),
        catalogue_(home, fontFolderOf(program)),
        text_(fileBytes(file)) {
    const auto kind = catalogue_.kind(kindName_);
    const Layout& layout = kind->layout(layoutName_);
    form_ = fileBytes(layout.file);
    bare_ = formForQpdf();
    compiled_ = catalogue_.layout(*kind, layout);
    data_ = compiled_->projection.apply(parseJson(text_));
    for (const FormField& field : describeForm(fromMemory(FormOutput::fillable)).fields) {
      if (!field.values.empty()) values_.emplace(field.name, field);
    }
  }

  std::string make(const std::string& sort) const {
    if (sort == "json") return fromText();
    if (sort == "qpdf") return byQpdf();
    return fromMemory(sort == "flat" ? FormOutput::flattened : FormOutput::fillable);
  }

  double rate(const std::string& sort, double seconds) const {
    make(sort);
    long made = 0;
    const auto start = Clock::now();
    std::chrono::duration<double> elapsed{};
    do {
      make(sort);
      ++made;
      elapsed = Clock::now() - start;
    } while (elapsed.count() < seconds);
    return static_cast<double>(made) / elapsed.count();
  }

  std::string compare() const {
    const FormDescription theirs = describeForm(byQpdf());
    std::size_t filled = 0;
    for (const FormField& field : theirs.fields) {
      const auto ours = values_.find(field.name);
      if (ours == values_.end() ? !field.values.empty() : field.values != ours->second.values) return "other " + field.name;
      if (ours != values_.end()) ++filled;
    }
    return filled == values_.size() ? "same " + std::to_string(theirs.fields.size()) : "fewer";
  }

 private:
  std::string fromMemory(FormOutput output) const {
    return compiled_->form->fill({.data = data_, .issueDate = kIssueDate, .identifier = "misura", .output = output}).bytes;
  }

  std::string fromText() const {
    const Order order{.kind = kindName_, .layout = layoutName_, .format = OutputFormat::pdf, .issueDate = kIssueDate};
    return generator_.generate(order, parseJson(text_)).bytes;
  }

  // The form as qpdf likes it: text fields without the blank appearance that they share.
  std::string formForQpdf() const {
    QPDF pdf;
    pdf.processMemoryFile("form", form_.data(), form_.size());
    for (QPDFFormFieldObjectHelper field : QPDFAcroFormDocumentHelper(pdf).getFormFields()) {
      if (field.isText()) field.getObjectHandle().removeKey("/AP");
    }
    return written(pdf);
  }

  // Parse, fill, write: what a program does that keeps no more than the bytes of the form.
  std::string byQpdf() const {
    QPDF pdf;
    pdf.setSuppressWarnings(true);  // it has one for every box that is ticked
    pdf.processMemoryFile("form", bare_.data(), bare_.size());
    QPDFAcroFormDocumentHelper form(pdf);
    for (QPDFFormFieldObjectHelper field : form.getFormFields()) {
      const auto found = values_.find(field.getFullyQualifiedName());
      if (found == values_.end()) continue;
      const std::string& value = found->second.values.front();
      // Without «false», each value would make it read the whole form again.
      if (field.isText()) field.setV(value, false);
      else tick(field, QPDFObjectHandle::newName("/" + value));
    }
    form.setNeedAppearances(true);
    form.generateAppearancesIfNeeded();
    return written(pdf);
  }

  // By hand, as setV() of qpdf 11.3 knows no state but «Yes».
  static void tick(QPDFFormFieldObjectHelper& field, const QPDFObjectHandle& state) {
    field.setFieldAttribute("/V", state);
    field.getObjectHandle().replaceKey("/AS", state);
  }

  static std::string written(QPDF& pdf) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }

  std::string kindName_, layoutName_;
  mutable Generator generator_;
  Catalogue catalogue_;
  std::string text_, form_, bare_;
  std::shared_ptr<const CompiledLayout> compiled_;
  Json data_;
  std::map<std::string, FormField> values_;  // of the fields that are filled, as ours are
};

void answer(const Side& side, std::istringstream& words) {
  std::string verb, argument, file;
  words >> verb >> argument >> file;
  if (verb == "write") {
    std::ofstream(file, std::ios::binary) << side.make(argument);
    std::cout << "written" << std::endl;
  } else if (verb == "compare") {
    std::cout << side.compare() << std::endl;
  } else {
    std::cout << side.rate(verb, std::stod(argument)) << std::endl;
  }
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 6) return 2;
  const Side side(arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    answer(side, words);
  }
  return 0;
} catch (const stesura::Error& error) {
  std::cerr << error.sentence() << '\n';
  for (const stesura::Problem& problem : error.problems()) {
    std::cerr << problem.pointer << ' ' << problem.message << ' ' << problem.place << '\n';
  }
  return 1;
}
