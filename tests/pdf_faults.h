// What keeps a PDF from being an accessible archival one, judged by tools that are not ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// One line a fault; empty for a file that passes: qpdf --check, every font embedded, tagged with a
// role for every tag, language and title shown, PDF/A `part` and PDF/UA claimed and the two sets of
// metadata equal, output intent, no script, no action but hyperlinks, figures with a description,
// tables with header cells (in the first row, or at the beginning of every row), headings that skip
// no level and are not empty, annotations in the structure tree.
std::vector<std::string> pdfFaults(std::string_view pdf, int part);

// The words on the pages, as pdftotext reads them.
std::string pdfText(std::string_view pdf);

// What a command prints; `{}` in it stands for a file that holds `bytes`. Throws if it fails.
std::string outputOf(const std::string& command, std::string_view bytes);

}  // namespace stesura
