// Documents for LibreOffice, and the processes that a test has started.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "generator/office/office.h"

namespace stesura {

OfficeSettings officeSettings();

std::string formDocument();  // two pages with headings, tables, a list, a picture, a link
// A flat document with this inside <office:text>; `styles` goes into the automatic styles.
std::string documentOf(const std::string& body, const std::string& styles = {});
std::string documentWithParagraphs(int count);  // 200,000 take LibreOffice half a minute

// Living descendants of this process whose program is called so (soffice.bin, bwrap, …); all for
// "".
std::vector<pid_t> descendants(const std::string& program = {});
// Those soffice.bin that have a document on their table right now.
std::vector<pid_t> busyOffices();

}  // namespace stesura
