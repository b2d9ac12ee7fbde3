// What a Generator holds: kinds, templates, the way to PDF.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "generator/catalogue.h"
#include "generator/generator.h"
#include "generator/own_layout.h"
#include "generator/pdf_maker.h"
#include "generator/prefill.h"
#include "generator/schema_files.h"

namespace stesura {

struct Generator::Parts {
  explicit Parts(const GeneratorSettings& settings) : home(settings.home), catalogue(settings.home, fontFolderOf(settings.program)), pdf(settings) {}
  std::filesystem::path home;
  Catalogue catalogue;
  OwnLayouts ownLayouts;
  PdfMaker pdf;

  // The schema of a layout over many documents. Throws Error{usage} for a layout of one, as Catalogue does.
  std::shared_ptr<const CollectionSchema> collectionOf(const Kind& kind, std::string_view layoutName) const {
    const Layout& layout = kind.layout(layoutName);
    if (auto schema = catalogue.collection(kind, layout)) return schema;
    throw Error(ErrorKind::usage, "Il modello «" + layout.name + "» è di un documento solo, non di una raccolta.");
  }

  // Read when it is first needed, and kept.
  std::shared_ptr<const Schema> prefillContext() {
    const std::lock_guard<std::mutex> lock(contextMutex);
    if (!context) context = std::make_shared<const Schema>(readPrefillContext(home));
    return context;
  }
  std::mutex contextMutex;
  std::shared_ptr<const Schema> context;
};

}  // namespace stesura
