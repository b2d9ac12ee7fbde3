#include "service/commands/demo_start.h"

#include <iostream>

#include "service/registers/demo.h"

namespace stesura {
namespace {

std::string joined(const std::vector<std::string>& roles) {
  std::string all;
  for (const std::string& role : roles) all += (all.empty() ? "" : ", ") + role;
  return all;
}

}  // namespace

void startDemo(const Services& services, Reach reach) {
  if (reach == Reach::beyond) {
    throw Error(ErrorKind::usage, "Con --demo il servizio risponde solo a questa macchina: togliere --listen e --unix.");
  }
  const Demo demo = openDemo(services);
  std::cout << "\nDATI DI ESEMPIO: persone inventate. Non è un archivio per il lavoro vero.\n"
            << "Password di tutti, fino al prossimo avvio: " << demo.password << "\n"
            << "Chi c’è (ente, ruoli) e la sua chiave per «Authorization: Bearer CHIAVE»:\n";
  for (const DemoUser& user : demo.users) {
    std::cout << "  " << user.login << " (" << user.agency << ": " << joined(user.roles) << ")\n    " << user.key << "\n";
  }
  std::cout << "\n";
}

}  // namespace stesura
