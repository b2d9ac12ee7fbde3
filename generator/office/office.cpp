#include "generator/office/office.h"

#include <utility>

#include "generator/office/pool.h"

namespace stesura {

Office::Office(OfficeSettings settings) : pool_(std::make_unique<Pool>(std::move(settings))) {}

Office::~Office() = default;

std::string Office::toPdf(std::string_view odf, PdfProfile profile) {
  return pool_->toPdf(odf, profile);
}

void Office::warm() { pool_->warm(); }

OfficeStatus Office::status() const { return pool_->status(); }

}  // namespace stesura
