#include "service/http/reply_text.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>
#include <strings.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace stesura {
namespace {

using Header = std::pair<std::string_view, std::string_view>;

constexpr Header kCautions[] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"Vary", "Accept, Authorization, Cookie"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

bool given(const Reply& reply, std::string_view name) {
  return std::any_of(reply.headers.begin(), reply.headers.end(), [&](const auto& each) {
    return each.first.size() == name.size() && ::strncasecmp(each.first.data(), name.data(), name.size()) == 0;
  });
}

void add(std::string& head, std::string_view name, std::string_view value) {
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.empty() || name.find_first_of(" :\t") != std::string_view::npos ||
      std::any_of(name.begin(), name.end(), isControl) || std::any_of(value.begin(), value.end(), isControl)) {
    throw std::logic_error("header");
  }
  head.append(name).append(": ").append(value).append("\r\n");
}

std::string_view reasonOf(int status) {
  switch (status) {
    case 414: return "URI Too Long";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 507: return "Insufficient Storage";
    default: return Poco::Net::HTTPResponse::getReasonForStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
  }
}

void addBodyHeaders(std::string& head, const Request& request, const Reply& reply, const ReplyFrame& frame) {
  if (!reply.mediaType.empty()) add(head, "Content-Type", reply.mediaType);
  if (frame.end == BodyEnd::chunks) add(head, "Transfer-Encoding", "chunked");
  // The router tells the length of what a HEAD does not show.
  const bool hasLength = given(reply, "Content-Length");
  if (frame.end == BodyEnd::length && !hasLength && request.method != "HEAD") add(head, "Content-Length", std::to_string(reply.body.size()));
}

}  // namespace

bool isBodiless(int status) { return status < 200 || status == 204 || status == 304; }

std::string replyHead(const Request& request, const Reply& reply, const ReplyFrame& frame) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  head.append(reasonOf(reply.status)).append("\r\n");
  add(head, "Date", Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::HTTP_FORMAT));
  if (!isBodiless(reply.status)) addBodyHeaders(head, request, reply, frame);
  for (const auto& [name, value] : reply.headers) add(head, name, value);
  for (const auto& [name, value] : kCautions) {
    if (!given(reply, name)) add(head, name, value);
  }
  if (frame.encrypted && !given(reply, "Strict-Transport-Security")) add(head, "Strict-Transport-Security", "max-age=31536000");
  if (!frame.keepAlive) {
    add(head, "Connection", "close");
  } else if (frame.http10) {
    add(head, "Connection", "keep-alive");
  }
  return head += "\r\n";
}

}  // namespace stesura
