#include "generator/odf/letterhead_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "generator/merge/tag.h"
#include "generator/odf/gate_place.h"
#include "generator/odf/letterhead_styles.h"
#include "generator/odf/markup.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/zip_read.h"
#include "generator/picture/raster.h"

namespace stesura {
namespace {

constexpr std::size_t kMostStyles = 300;
constexpr std::size_t kMostElements = 2000;    // of all headers and footers
constexpr std::size_t kMostPictures = 12;
constexpr std::size_t kMostPictureSize = 1u << 20;  // bytes: every document carries them
constexpr double kLeastRoom = 12;              // cm of the paper left to the text, both ways

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool isAllowed(std::string_view element) {
  constexpr std::array<std::string_view, 44> kNames = {
      "text:p", "text:h", "text:span", "text:s", "text:tab", "text:line-break", "text:soft-page-break", "text:a",
      "text:page-number", "text:page-count", "text:list", "text:list-item", "text:list-header", "text:section",
      "table:table", "table:table-column", "table:table-columns", "table:table-header-columns", "table:table-row",
      "table:table-rows", "table:table-header-rows", "table:table-cell", "table:covered-table-cell",
      "draw:frame", "draw:image", "draw:text-box", "draw:g", "draw:line", "draw:rect", "draw:ellipse", "draw:circle",
      "draw:path", "draw:polyline", "draw:polygon", "draw:custom-shape", "draw:enhanced-geometry", "draw:equation",
      "draw:handle", "draw:connector", "draw:glue-point", "draw:contour-polygon", "draw:contour-path", "svg:title",
      "svg:desc"};
  return isOneOf(element, kNames);
}

// Leaves no trace on a page.
bool isSilent(std::string_view element) {
  constexpr std::array<std::string_view, 8> kNames = {
      "text:bookmark", "text:bookmark-start", "text:bookmark-end", "text:reference-mark",
      "text:reference-mark-start", "text:reference-mark-end", "text:sequence-decls", "text:variable-decls"};
  return isOneOf(element, kNames) || element == "text:user-field-decls";
}

std::string wordsFor(std::string_view element) {
  if (element == "text:date" || element == "text:time") return "un campo con la data o l’ora, che cambia da sé";
  if (element == "draw:object" || element == "draw:object-ole") return "un oggetto incorporato (formula, grafico, foglio)";
  if (element == "draw:control" || element.starts_with("form:")) return "un campo di modulo";
  if (element == "text:note") return "una nota";
  if (element.starts_with("text:")) return "un campo o un indice che cambia da sé";
  return "un oggetto che la carta intestata non può portare";
}

class Check {
 public:
  Check(LetterheadSheet& sheet, std::vector<Problem>& problems) : sheet_(sheet), problems_(problems) {}

  void run() {
    for (const pugi::xml_node& region : regions()) {
      checkTags(region);
      visit(region);
    }
    if (elements_ > kMostElements) {
      refuse("L’intestazione e il piè di pagina hanno troppi elementi: il limite è di 2.000.",
             "Semplificarli, o farne un’immagine.", {});
    }
    if (problems_.empty()) checkStyles();
    checkRoom(sheet_.first);
    if (sheet_.firstDiffers) checkRoom(sheet_.following);
    checkRest();
  }

 private:
  std::vector<pugi::xml_node> regions() const {
    std::vector<pugi::xml_node> all;
    for (const LetterheadPage* page : {&sheet_.first, &sheet_.following}) {
      for (const LetterheadRegion* region : {&page->header, &page->footer}) {
        for (const pugi::xml_node& node : {region->content, region->left}) {
          if (node && std::find(all.begin(), all.end(), node) == all.end()) all.push_back(node);
        }
      }
    }
    return all;
  }

  void refuse(std::string message, std::string hint, std::string place) {
    constexpr std::size_t kMost = 50;
    if (problems_.size() < kMost) problems_.push_back(templateProblem(std::move(message), std::move(hint), std::move(place)));
  }

  void warn(std::string message, std::string hint, std::string place = {}) {
    sheet_.warnings.push_back(templateProblem(std::move(message), std::move(hint), std::move(place)));
  }

  // A letterhead is of one agency: what it says is known. Found as the compiler will look for them.
  void checkTags(const pugi::xml_node& region) {
    pugi::xml_document copy;
    copy.append_copy(region);
    Tokens tokens;
    std::vector<Problem> unreadable;
    readTags(copy.document_element(), tokens, unreadable);
    const auto tell = [&](const std::string& place) {
      refuse("La carta intestata contiene un segnaposto fra doppie graffe.",
             "La carta è di un ente solo: scrivere il testo al posto del segnaposto. I dati vanno nei modelli.", place);
    };
    for (std::size_t at = 0; at < tokens.size(); ++at) tell(tokens[at].tag.place);
    for (const Problem& problem : unreadable) tell(problem.place);
  }

  void visit(const pugi::xml_node& node) {
    for (const pugi::xml_node child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      ++elements_;
      const std::string_view name = child.name();
      if (isSilent(name)) continue;
      if (!isAllowed(name)) {
        refuse("La carta intestata contiene " + wordsFor(name) + ", " + placeClause(child, "styles.xml") + ".",
               "Scrivere il testo come si deve leggere, o usare un’immagine.", textAround(child));
        continue;
      }
      if (name == "draw:image") checkDescription(child);
      if (name == "text:page-number" && !toldNumbers_) {
        toldNumbers_ = true;
        warn("La carta numera le pagine: lo fanno già i modelli, e il numero si leggerà due volte.",
             "Togliere il numero di pagina dalla carta.", textAround(child));
      }
      visit(child);
    }
  }

  void checkDescription(const pugi::xml_node& image) {
    const pugi::xml_node frame = image.parent();
    for (const char* name : {"svg:title", "svg:desc"}) {
      const std::string_view text = frame.child(name).text().get();
      if (text.find_first_not_of(" \t\r\n") != text.npos) return;
    }
    const std::string name = shownName(frame.attribute("draw:name").value());
    refuse("Un’immagine della carta" + (name.empty() ? std::string() : " («" + name + "»)") +
               " non ha il testo alternativo: chi non vede la pagina non sa che cosa mostra.",
           "In Writer: tasto destro sull’immagine ▸ Testo alternativo, per esempio «Logo del Comune di Milano».",
           textAround(image));
  }

  // Brings everything into an empty layout, as putOn() will.
  void checkStyles() {
    pugi::xml_document scratch;
    pugi::xml_node root = scratch.append_child("office:document-styles");
    root.append_child("office:styles");
    root.append_child("office:automatic-styles");
    Package pictures;
    PictureImport pictureImport(sheet_.package, pictures);
    StyleImport styles(sheet_.styles.document_element(), root, "Carta", {1, 1}, pictureImport);
    pugi::xml_document copies;
    for (const pugi::xml_node& region : regions()) {
      pugi::xml_node copy = copies.append_copy(region);
      styles.adopt(copy);
      if (styles.count() > kMostStyles) {
        refuse("L’intestazione e il piè di pagina usano troppi stili: il limite è di " + std::to_string(kMostStyles) + ".",
               "Usare pochi stili di paragrafo, e non formattare a mano ogni parola.", {});
        return;
      }
      copies.remove_child(copy);
    }
    problems_.insert(problems_.end(), styles.problems().begin(), styles.problems().end());
    sheet_.warnings.insert(sheet_.warnings.end(), styles.warnings().begin(), styles.warnings().end());
    for (const auto& [old, name] : pictureImport.names()) checkPicture(old);
    if (pictures.entries.size() > kMostPictures) {
      refuse("La carta ha troppe immagini: il limite è di " + std::to_string(kMostPictures) + ".", "Unirle in una sola.", {});
    }
  }

  pugi::xml_node frameOf(const std::string& part) const {
    for (const pugi::xml_node& region : regions()) {
      for (const pugi::xpath_node& found : region.select_nodes(".//draw:image")) {
        const std::string_view href = found.node().attribute("xlink:href").value();
        if (href.ends_with(part)) return found.node();
      }
    }
    return {};
  }

  void checkPicture(const std::string& part) {
    const PackageEntry* entry = sheet_.package.find(part);
    if (entry == nullptr) return;
    const pugi::xml_node image = frameOf(part);
    const std::string which = "L’immagine «" + shownName(part) + "»" +
                              (image ? ", " + placeClause(image, "styles.xml") + "," : std::string());
    const std::string place = image ? textAround(image) : std::string();
    constexpr const char* kSmaller = "Salvarla più piccola (basta la larghezza della pagina a 300 punti per pollice) e "
                                     "inserirla di nuovo.";
    if (entry->bytes.size() > kMostPictureSize) {
      refuse(which + " è troppo grande: il limite è di 1 MB, perché ogni documento la porta con sé.", kSmaller, place);
      return;
    }
    if (entry->mediaType != "image/png" && entry->mediaType != "image/jpeg") return;
    RasterPicture picture;
    if (const std::string fault = readRaster(entry->bytes, picture); !fault.empty()) {
      refuse(which + " non va bene: " + fault + ".", kSmaller, place);
    } else if (std::max(picture.width, picture.height) < kLeastPixels && image) {
      warn(which + " è di " + std::to_string(picture.width) + " × " + std::to_string(picture.height) +
               " punti: stampata sarà sgranata.", "Usare un’immagine più definita, o un SVG.", place);
    }
  }

  void checkRoom(const LetterheadPage& page) {
    if (!page.sheet) return;
    const Margins margins = marginsOf(page.sheet);
    const bool negative = std::min({margins.top, margins.bottom, margins.left, margins.right}) < 0;
    if (negative || 21 - margins.left - margins.right < kLeastRoom) {
      refuse("I margini della carta lasciano al testo meno di 12 cm di larghezza su un foglio A4.",
             "Ridurre i margini in Formato ▸ Stile di pagina ▸ Pagina.", {});
    }
    const double taken = margins.top + margins.bottom + reservedHeight(page.header) + reservedHeight(page.footer);
    if (29.7 - taken < kLeastRoom) {
      refuse("L’intestazione, il piè di pagina e i margini lasciano al testo meno di 12 cm di altezza su un foglio A4.",
             "Ridurne l’altezza in Formato ▸ Stile di pagina.", {});
    }
  }

  // What does not come along.
  void checkRest() {
    const pugi::xml_node text = sheet_.content.document_element().child("office:body").child("office:text");
    for (const pugi::xpath_node& found : text.select_nodes(".//text()|.//draw:frame|.//draw:custom-shape")) {
      const pugi::xml_node node = found.node();
      const std::string_view value = node.value();
      if (node.type() != pugi::node_element && value.find_first_not_of(" \t\r\n") == value.npos) continue;
      warn("Il testo e le immagini della pagina non fanno parte della carta: si usano soltanto l’intestazione e il piè "
           "di pagina.", "Spostare nell’intestazione ciò che deve stare su ogni documento.", textAround(node));
      break;
    }
    for (const LetterheadPage* page : {&sheet_.first, &sheet_.following}) {
      const std::string_view fill = page->sheet.attribute("draw:fill").value();
      const std::string_view color = page->sheet.attribute("fo:background-color").value();
      const bool filled = page->sheet.child("style:background-image").attribute("xlink:href") ||
                          (!fill.empty() && fill != "none") || (!color.empty() && color != "transparent");
      if (!filled) continue;
      warn("Lo sfondo della pagina non si riporta sui documenti.",
           "Metterlo nell’intestazione come immagine dietro al testo.");
      break;
    }
  }

  static constexpr unsigned kLeastPixels = 120;

  LetterheadSheet& sheet_;
  std::vector<Problem>& problems_;
  std::size_t elements_ = 0;
  bool toldNumbers_ = false;
};

}  // namespace

void checkLetterhead(LetterheadSheet& sheet, std::vector<Problem>& problems) { Check(sheet, problems).run(); }

}  // namespace stesura
