#include "generator/form/opening.h"

#include <qpdf/Buffer.hh>
#include <qpdf/QPDFExc.hh>
#include <set>

#include "generator/pdf/inflation.h"

namespace stesura {
namespace {

constexpr const char* kDamaged =
    "Il PDF è danneggiato e non si riesce a leggerlo: chiedere di nuovo il file a chi lo ha prodotto, o "
    "salvarlo con un altro programma.";
constexpr const char* kEncrypted =
    "Il PDF è protetto da cifratura, anche se si apre senza parola chiave: chiederne una copia non protetta.";
// ISO 32000-1, 7.5.2; viewers accept what stands before the header.
bool startsLikePdf(std::string_view pdf) { return pdf.substr(0, 1024 + 5).find("%PDF-") != std::string_view::npos; }

// Counts the pages without recursion: QPDF::getAllPages() descends as deep as the file wants.
void checkPageTree(QPDFObjectHandle root) {
  struct Step {
    QPDFObjectHandle node;
    std::size_t depth;
  };
  std::vector<Step> open{{root, 0}};
  std::set<QPDFObjGen> seen;
  std::size_t pages = 0;
  while (!open.empty()) {
    const Step step = open.back();
    open.pop_back();
    QPDFObjectHandle node = step.node;
    if (!node.isDictionary()) continue;
    if (node.isIndirect() && !seen.insert(node.getObjGen()).second) refuse(kDamaged);
    QPDFObjectHandle kids = node.getKey("/Kids");
    if (!kids.isArray()) {
      if (++pages > kMostPages) refuse("Il PDF ha più di 500 pagine.");
      continue;
    }
    if (step.depth >= kMostDepth) refuse("L’albero delle pagine del PDF è annidato oltre i 32 livelli ammessi.");
    const int count = kids.getArrayNItems();
    // An intermediate node may be empty, so nodes are bounded apart from pages.
    if (open.size() + static_cast<std::size_t>(count) > 4 * kMostPages) refuse("Il PDF ha più di 500 pagine.");
    for (int i = 0; i < count; ++i) open.push_back({kids.getArrayItem(i), step.depth + 1});
  }
  if (pages == 0) refuse("Il PDF non ha pagine.");
}

}  // namespace

void refuse(const char* sentence) { throw Error(ErrorKind::templateFile, sentence); }

void readingPdf(const BoundedSource& source, const std::function<void()>& work) {
  bool isLocked = false;
  try {
    work();
    // What qpdf made of the source's own complaint may look like a sound file with holes.
    source.complain();
    return;
  } catch (const Error&) {
    source.complain();
    throw;
  } catch (const QPDFExc& problem) {
    isLocked = problem.getErrorCode() == qpdf_e_password || problem.getErrorCode() == qpdf_e_unsupported;
  } catch (const std::exception&) {
  }
  source.complain();
  refuse(isLocked ? kEncrypted : kDamaged);
}

OpenedForm openForm(std::string_view bytes) {
  if (bytes.size() > kMostBytes) refuse("Il PDF supera i 32 MB ammessi.");
  if (!startsLikePdf(bytes)) refuse("Il file non è un PDF.");
  OpenedForm opened{std::make_shared<BoundedSource>(std::string(bytes)), std::make_unique<QPDF>()};
  QPDF& pdf = *opened.pdf;
  pdf.setSuppressWarnings(true);
  readingPdf(*opened.source, [&] {
    pdf.processInputSource(opened.source);
    if (pdf.isEncrypted()) refuse(kEncrypted);
    if (pdf.getXRefTable().size() > kMostObjects) refuse("Il PDF ha più di 200.000 oggetti.");
    QPDFObjectHandle root = pdf.getRoot();
    if (!root.isDictionary() || !root.getKey("/Pages").isDictionary()) refuse(kDamaged);
    checkPageTree(root.getKey("/Pages"));
    pdf.getAllPages();
  });
  return opened;
}

std::string plainStream(QPDFObjectHandle stream, std::size_t most) {
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  if (filter.isIndirect()) return "";
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  const bool isFlate = filter.isName() && filter.getName() == "/FlateDecode";
  if (!filter.isNull() && !isFlate) return "";
  const std::shared_ptr<Buffer> raw = stream.getRawStreamData();
  const std::string_view bytes(reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize());
  if (!isFlate) return std::string(bytes.substr(0, most));
  return inflated(bytes, most).text;
}

void refuseSignedAndDynamic(QPDF& pdf) {
  QPDFObjectHandle root = pdf.getRoot();
  QPDFObjectHandle permissions = root.getKey("/Perms");
  if (permissions.isDictionary() && permissions.hasKey("/DocMDP")) refuse(kSignedSentence);
  QPDFObjectHandle rendering = root.getKey("/NeedsRendering");
  if (rendering.isBool() && rendering.getBoolValue()) refuse(kDynamicSentence);
  QPDFObjectHandle form = root.getKey("/AcroForm");
  if (!form.isDictionary() || !form.hasKey("/XFA")) return;
  QPDFObjectHandle fields = form.getKey("/Fields");
  if (!fields.isArray() || fields.getArrayNItems() == 0) refuse(kDynamicSentence);
}

}  // namespace stesura
