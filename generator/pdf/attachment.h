// Data as an associated file of a PDF/A-3.
#pragma once

#include <qpdf/QPDF.hh>
#include <string>

namespace stesura {

inline constexpr char kDataFileName[] = "dati.json";

// The data are the source of what the pages say: AFRelationship /Source.
void attachJson(QPDF& pdf, const std::string& json, const std::string& issueDate);

}  // namespace stesura
