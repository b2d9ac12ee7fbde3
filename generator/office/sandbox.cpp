#include "generator/office/sandbox.h"

namespace stesura {

namespace {

constexpr char kRoom[] = "536870912";  // bytes of the sandbox's /tmp

}  // namespace

std::vector<std::string> agentCommand(const OfficeSettings& settings,
                                      const std::filesystem::path& folder) {
  const std::string agent = std::filesystem::absolute(settings.agent).string();
  const std::string fonts = std::filesystem::absolute(settings.fonts).string();
  if (settings.sandbox == Sandbox::none) return {agent, folder.string(), fonts};
  // The same inner paths everywhere: they reach LibreOffice, and must not reach a document's bytes.
  return {"bwrap",
          "--unshare-all",
          "--die-with-parent",
          "--new-session",
          "--clearenv",
          "--hostname",
          "stesura",
          "--ro-bind",
          "/usr",
          "/usr",
          "--symlink",
          "usr/bin",
          "/bin",
          "--symlink",
          "usr/lib",
          "/lib",
          "--symlink",
          "usr/lib64",
          "/lib64",
          "--ro-bind",
          "/etc/libreoffice",
          "/etc/libreoffice",
          "--proc",
          "/proc",
          "--dev",
          "/dev",
          "--size",
          kRoom,
          "--tmpfs",
          "/tmp",
          "--ro-bind",
          agent,
          "/agent",
          "--ro-bind",
          fonts,
          "/fonts",
          "--chdir",
          "/tmp",
          "/agent",
          "/tmp",
          "/fonts"};
}

}  // namespace stesura
