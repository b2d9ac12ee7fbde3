// Rules for the structure tree (ISO 32000-1, 14.7): it may grow by elements for new signature fields.
#include "generator/signature/revision_case.h"

namespace stesura {

void judgeStructure(RevisionCase& at) { (void)at; }

}  // namespace stesura
