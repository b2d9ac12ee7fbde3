// The command that runs the agent: alone in its own namespaces, or, when a person asked, without.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "generator/office/office.h"

namespace stesura {

// With bubblewrap the agent sees /usr, the fonts and itself, all read-only, a /tmp of its own in
// memory, no network and no other process. Nothing of it lies in a folder of this machine, so
// nothing is left behind, however this process ends. `folder` is for Sandbox::none alone.
// The first word is looked for on the PATH.
std::vector<std::string> agentCommand(const OfficeSettings& settings,
                                      const std::filesystem::path& folder);

}  // namespace stesura
