#include "generator/schema/uri.h"

namespace stesura {
namespace {

bool isSchemeChar(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

// RFC 3986 §5.2.4.
std::string removeDotSegments(std::string_view path) {
  std::string out;
  const auto dropLast = [&out] {
    const std::size_t slash = out.rfind('/');
    out.resize(slash == std::string::npos ? 0 : slash);
  };
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/." || path == "/..") {
      if (path.size() == 3) dropLast();
      path = "/";
    } else if (path.starts_with("/../")) {
      path.remove_prefix(3);
      dropLast();
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const std::size_t end = std::min(path.find('/', 1), path.size());
      out.append(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return out;
}

std::string mergePaths(const UriParts& base, std::string_view path) {
  const std::size_t slash = base.path.rfind('/');
  std::string merged(slash == std::string_view::npos ? std::string_view{}
                                                     : base.path.substr(0, slash + 1));
  if (base.hasAuthority && base.path.empty()) merged = '/';
  return merged.append(path);
}

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

UriParts splitUri(std::string_view uri) {
  UriParts parts;
  if (const std::size_t hash = uri.find('#'); hash != std::string_view::npos) {
    parts.hasFragment = true;
    parts.fragment = uri.substr(hash + 1);
    uri = uri.substr(0, hash);
  }
  if (const std::size_t mark = uri.find('?'); mark != std::string_view::npos) {
    parts.hasQuery = true;
    parts.query = uri.substr(mark + 1);
    uri = uri.substr(0, mark);
  }
  std::size_t end = 0;
  while (end < uri.size() && isSchemeChar(uri[end], end == 0)) ++end;
  if (end > 0 && end < uri.size() && uri[end] == ':') {
    parts.hasScheme = true;
    parts.scheme = uri.substr(0, end);
    uri.remove_prefix(end + 1);
  }
  if (uri.starts_with("//")) {
    parts.hasAuthority = true;
    const std::size_t slash = std::min(uri.find('/', 2), uri.size());
    parts.authority = uri.substr(2, slash - 2);
    uri.remove_prefix(slash);
  }
  parts.path = uri;
  return parts;
}

std::string resolveUri(std::string_view base, std::string_view reference) {
  const UriParts to = splitUri(reference);
  const UriParts from = splitUri(base);
  const UriParts& site = to.hasScheme || to.hasAuthority ? to : from;
  std::string path;
  const bool samePath = !to.hasScheme && !to.hasAuthority && to.path.empty();
  if (samePath) {
    path = from.path;
  } else if (to.hasScheme || to.hasAuthority || to.path.starts_with('/')) {
    path = removeDotSegments(to.path);
  } else {
    path = removeDotSegments(mergePaths(from, to.path));
  }
  const UriParts& query = samePath && !to.hasQuery ? from : to;

  std::string out;
  const UriParts& scheme = to.hasScheme ? to : from;
  if (scheme.hasScheme) out.append(scheme.scheme) += ':';
  if (site.hasAuthority) out.append("//").append(site.authority);
  out += path;
  if (query.hasQuery) out.append("?").append(query.query);
  if (to.hasFragment) out.append("#").append(to.fragment);
  return out;
}

std::string percentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace stesura
