#include "generator/form/bounded_stream.h"

#include <algorithm>
#include <qpdf/Pipeline.hh>
#include <stdexcept>
#include <string_view>

namespace stesura {
namespace {

class BoundedText : public Pipeline {
 public:
  BoundedText(std::string& text, std::size_t limit) : Pipeline("bounded text", nullptr), text_(text), limit_(limit) {}

  void write(const unsigned char* data, std::size_t length) override {
    const std::size_t taken = std::min(length, limit_ - text_.size());
    text_.append(reinterpret_cast<const char*>(data), taken);
    if (taken < length) throw std::length_error("stream over its bound");  // ends the filters before
  }
  void finish() override {}

 private:
  std::string& text_;
  std::size_t limit_;
};

bool isOneOf(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool plainFilters(QPDFObjectHandle dictionary) {
  QPDFObjectHandle filters = dictionary.getKey("/Filter");
  if (filters.isNull()) return true;
  if (!filters.isName() && !filters.isArray()) return false;
  const int count = filters.isArray() ? filters.getArrayNItems() : 1;
  if (count > 4) return false;
  for (int i = 0; i < count; ++i) {
    QPDFObjectHandle filter = filters.isArray() ? filters.getArrayItem(i) : filters;
    if (!filter.isName()) return false;
    const std::string name = filter.getName();
    const bool lengthens = isOneOf(name, {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"});
    if (!lengthens && !isOneOf(name, {"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"})) return false;
    if (lengthens && i + 1 < count) return false;
  }
  return true;
}

// A predictor's row length is the file's word: content has no use for one.
bool withoutPredictor(QPDFObjectHandle dictionary) {
  QPDFObjectHandle parameters = dictionary.getKey("/DecodeParms");
  const int count = parameters.isArray() ? std::min(parameters.getArrayNItems(), 4) : 1;
  for (int i = 0; i < count; ++i) {
    QPDFObjectHandle entry = parameters.isArray() ? parameters.getArrayItem(i) : parameters;
    if (!entry.isDictionary()) continue;
    QPDFObjectHandle predictor = entry.getKey("/Predictor");
    if (!predictor.isNull() && (!predictor.isInteger() || predictor.getIntValue() != 1)) return false;
  }
  return true;
}

}  // namespace

std::string boundedStreamBytes(QPDFObjectHandle stream, std::size_t limit) {
  std::string text;
  try {
    if (limit == 0 || !stream.isStream()) return text;
    QPDFObjectHandle dictionary = stream.getDict();
    if (!plainFilters(dictionary) || !withoutPredictor(dictionary)) return text;
    BoundedText sink(text, limit);
    stream.pipeStreamData(&sink, 0, qpdf_dl_generalized, true);
  } catch (const std::exception&) {
    // Over the bound, or damaged: what came before is what there is.
  }
  return text;
}

}  // namespace stesura
