#include <algorithm>
#include <exception>
#include <memory>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <stdexcept>
#include <string>
#include <utility>

#include "generator/error.h"
#include "generator/pdf/attachment.h"
#include "generator/pdf/bounded_source.h"
#include "generator/pdf/finish.h"

namespace stesura {

namespace {

constexpr std::size_t kLargestFile = std::size_t{256} << 20;
constexpr std::size_t kLargestForm = std::size_t{32} << 20;
constexpr std::size_t kLargestData = std::size_t{64} << 20;
constexpr int kMostFiles = 1000;
constexpr int kDeepestTree = 16;

// Keeps what it is given and stops a stream that inflates beyond all measure.
class BoundedText : public Pipeline {
 public:
  BoundedText() : Pipeline("bounded text", nullptr) {}

  void write(const unsigned char* data, std::size_t size) override {
    if (size > kLargestData - text.size()) throw std::length_error("too much data");
    text.append(reinterpret_cast<const char*>(data), size);
  }
  void finish() override {}

  std::string text;
};

bool isOurs(QPDFObjectHandle specification) {
  if (!specification.isDictionary()) return false;
  QPDFObjectHandle name = specification.getKey("/UF");
  return name.isString() && name.getUTF8Value() == kDataFileName;
}

QPDFObjectHandle inAssociatedFiles(QPDFObjectHandle files) {
  if (files.isArray())
    for (int i = 0; i < std::min(files.getArrayNItems(), kMostFiles); ++i)
      if (isOurs(files.getArrayItem(i))) return files.getArrayItem(i);
  return QPDFObjectHandle::newNull();
}

// Walks at most `left` nodes and entries, so a tree that bites its tail ends as well.
QPDFObjectHandle inNameTree(QPDFObjectHandle node, int depth, int& left) {
  if (!node.isDictionary() || depth > kDeepestTree) return QPDFObjectHandle::newNull();
  QPDFObjectHandle names = node.getKey("/Names");
  if (names.isArray())
    for (int i = 1; i < names.getArrayNItems() && --left > 0; i += 2)
      if (isOurs(names.getArrayItem(i))) return names.getArrayItem(i);
  QPDFObjectHandle kids = node.getKey("/Kids");
  if (kids.isArray())
    for (int i = 0; i < kids.getArrayNItems() && --left > 0; ++i)
      if (auto found = inNameTree(kids.getArrayItem(i), depth + 1, left); !found.isNull())
        return found;
  return QPDFObjectHandle::newNull();
}

// Null if there is none.
QPDFObjectHandle findStream(QPDF& pdf) {
  QPDFObjectHandle root = pdf.getRoot();
  QPDFObjectHandle specification = inAssociatedFiles(root.getKey("/AF"));
  if (specification.isNull() && root.getKey("/Names").isDictionary()) {
    int left = kMostFiles;
    specification = inNameTree(root.getKey("/Names").getKey("/EmbeddedFiles"), 0, left);
  }
  if (specification.isNull()) return specification;
  QPDFObjectHandle files = specification.getKey("/EF");
  QPDFObjectHandle stream = files.isDictionary() ? files.getKey("/F") : QPDFObjectHandle::newNull();
  return stream.isStream() ? stream : QPDFObjectHandle::newNull();
}

// One filter at most: a chain of them can inflate without end before anything reaches the bound.
bool isPlainlyFiltered(QPDFObjectHandle stream) {
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  return filter.isNull() || (filter.isName() && filter.getName() == "/FlateDecode");
}

[[noreturn]] void refuse() {
  throw Error(ErrorKind::data,
              "Il file non è un PDF integro prodotto da Stesura, oppure è cifrato: indicare il PDF "
              "originale.");
}

std::string dataIn(QPDF& document) {
  if (document.isEncrypted()) refuse();
  QPDFObjectHandle stream = findStream(document);
  if (stream.isNull())
    throw Error(ErrorKind::data,
                "Il PDF non contiene dati allegati: sono allegati soltanto nei modelli che lo "
                "prevedono, e non con --senza-dati.");
  BoundedText data;
  if (!isPlainlyFiltered(stream) || !stream.pipeStreamData(&data, 0, qpdf_dl_generalized, true, false))
    refuse();
  return std::move(data.text);
}

// What LibreOffice made has a plain table. Without streams of references and objects, nothing inflates
// here but the data, into a bounded room. False if there is no such table.
bool openPlain(QPDF& document, std::string_view pdf) {
  try {
    document.setSuppressWarnings(true);
    document.setAttemptRecovery(false);
    document.setIgnoreXRefStreams(true);
    document.processMemoryFile("pdf", pdf.data(), pdf.size());
    return true;
  } catch (const std::exception&) {  // whatever qpdf finds wrong
    return false;
  }
}

}  // namespace

std::string extractEmbeddedJson(std::string_view pdf) {
  if (pdf.size() > kLargestFile) refuse();
  try {
    QPDF plain;
    if (openPlain(plain, pdf)) return dataIn(plain);
    // A filled form has streams of references.
    if (pdf.size() > kLargestForm) refuse();
    QPDF document;
    const auto source = std::make_shared<BoundedSource>(std::string(pdf));
    document.setSuppressWarnings(true);
    document.setAttemptRecovery(false);
    document.processInputSource(source);
    source->complain();
    return dataIn(document);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::templateFile) refuse();  // over a bound
    throw;
  } catch (const std::exception&) {  // whatever qpdf finds wrong
    refuse();
  }
}

}  // namespace stesura
